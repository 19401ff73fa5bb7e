"""Let the database itself refuse to alter or remove a record."""

from django.db import migrations

TABLES = ("intake", "record", "paper")
SQLITE = tuple(
    f"CREATE TRIGGER instruments_{table}_no_{event.lower()} BEFORE {event} ON instruments_{table} "
    "BEGIN SELECT RAISE(ABORT, 'records of instruments stand'); END"
    for table in TABLES
    for event in ("UPDATE", "DELETE")
)
POSTGRESQL = tuple(
    f"CREATE RULE instruments_{table}_no_{event.lower()} AS ON {event} TO instruments_{table} "
    "DO INSTEAD NOTHING"
    for table in TABLES
    for event in ("UPDATE", "DELETE")
)


def refuse(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
