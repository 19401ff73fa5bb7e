"""Let the database itself refuse to alter or remove what is only ever added to."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("listed", "paper", "signature", "once", "fixed", "inspection", "finding")


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"draws_{name}" for name in TABLES), migrations.RunPython.noop
        )
    ]
