"""Let the database itself refuse to alter or remove what was handed in."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("plan", "agency", "pledge", "result", "report", "absence", "sealed")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"plans_{name}" for name in TABLES), migrations.RunPython.noop
        )
    ]
