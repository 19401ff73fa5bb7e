"""Let the database itself refuse to alter or remove what is only ever added to."""

from django.db import migrations

TABLES = ("paper", "started", "fulfilled", "receipt", "published", "assigned", "reminder", "looked")
STATEMENTS = {
    "sqlite": (
        "CREATE TRIGGER duties_{table}_no_update BEFORE UPDATE ON duties_{table} "
        "BEGIN SELECT RAISE(ABORT, 'what was written is never altered'); END",
        "CREATE TRIGGER duties_{table}_no_delete BEFORE DELETE ON duties_{table} "
        "BEGIN SELECT RAISE(ABORT, 'what was written is never removed'); END",
    ),
    "postgresql": (
        "CREATE RULE duties_{table}_no_update AS ON UPDATE TO duties_{table} DO INSTEAD NOTHING",
        "CREATE RULE duties_{table}_no_delete AS ON DELETE TO duties_{table} DO INSTEAD NOTHING",
    ),
}


def refuse(apps, schema_editor):
    for statement in STATEMENTS.get(schema_editor.connection.vendor, ()):
        for table in TABLES:
            schema_editor.execute(statement.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
