"""Let the database itself refuse to alter or remove a command or a step on its way."""

from django.db import migrations

TABLES = ("collect_command", "collect_commandstate")


def statements(vendor):
    for table in TABLES:
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_no_{event.lower()}"
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'commands stand; add a state'); END"
                )
            elif vendor == "postgresql":
                yield f"CREATE RULE {name} AS ON {event} TO {table} DO INSTEAD NOTHING"


def refuse(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("collect", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
