"""Let the database itself refuse to alter or remove what was delivered."""

from django.db import migrations

TABLES = ("term", "batch", "result", "look")


def _refusals(vendor):
    for table in TABLES:
        name = f"feeds_{table}"
        for act in ("UPDATE", "DELETE"):
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER {name}_no_{act.lower()} BEFORE {act} ON {name} "
                    "BEGIN SELECT RAISE(ABORT, 'what was delivered stands'); END"
                )
            elif vendor == "postgresql":
                yield (
                    f"CREATE RULE {name}_no_{act.lower()} AS ON {act} TO {name} DO INSTEAD NOTHING"
                )


def refuse(apps, schema_editor):
    for statement in _refusals(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("feeds", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
