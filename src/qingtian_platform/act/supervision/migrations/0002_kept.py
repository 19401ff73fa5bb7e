"""Let the database itself refuse to alter or remove what a check found."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("inspection", "found", "conclusion")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"supervision_{name}" for name in TABLES), migrations.RunPython.noop
        )
    ]
