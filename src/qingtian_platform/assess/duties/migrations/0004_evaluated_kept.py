"""Let the database refuse to alter or remove what was said of measures."""

from importlib import import_module

from django.db import migrations

KEPT = import_module("qingtian_platform.assess.duties.migrations.0002_kept")


def refuse(apps, schema_editor):
    for statement in KEPT.STATEMENTS.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement.format(table="evaluated"))


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_evaluated")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
