"""Let the database itself refuse to alter or remove a mandate."""

from django.db import migrations

REFUSALS = {
    "sqlite": [
        "CREATE TRIGGER people_mandate_no_update BEFORE UPDATE ON people_mandate "
        "BEGIN SELECT RAISE(ABORT, 'mandates are never altered'); END",
        "CREATE TRIGGER people_mandate_no_delete BEFORE DELETE ON people_mandate "
        "BEGIN SELECT RAISE(ABORT, 'mandates are never removed'); END",
    ],
    "postgresql": [
        "CREATE RULE people_mandate_no_update AS ON UPDATE TO people_mandate DO INSTEAD NOTHING",
        "CREATE RULE people_mandate_no_delete AS ON DELETE TO people_mandate DO INSTEAD NOTHING",
    ],
}


def refuse(apps, schema_editor):
    for statement in REFUSALS.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_mandates")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
