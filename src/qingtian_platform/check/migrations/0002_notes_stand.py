"""Let the database itself refuse to alter or remove a note."""

from django.db import migrations

REFUSALS = {
    "sqlite": [
        "CREATE TRIGGER check_note_no_update BEFORE UPDATE ON check_note "
        "BEGIN SELECT RAISE(ABORT, 'notes are never altered'); END",
        "CREATE TRIGGER check_note_no_delete BEFORE DELETE ON check_note "
        "BEGIN SELECT RAISE(ABORT, 'notes are never removed'); END",
    ],
    "postgresql": [
        "CREATE RULE check_note_no_update AS ON UPDATE TO check_note DO INSTEAD NOTHING",
        "CREATE RULE check_note_no_delete AS ON DELETE TO check_note DO INSTEAD NOTHING",
    ],
}


def refuse(apps, schema_editor):
    for statement in REFUSALS.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("check", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
