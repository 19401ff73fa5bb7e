"""Let the database itself refuse to alter or remove what is only ever added to."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("reach", "chief", "patrol", "missed")


class Migration(migrations.Migration):
    dependencies = [("patrols", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"patrols_{name}" for name in TABLES), migrations.RunPython.noop
        )
    ]
