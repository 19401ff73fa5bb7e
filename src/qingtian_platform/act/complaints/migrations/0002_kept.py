"""Let the database itself refuse to alter or remove what is only ever added to."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("complaint", "sender", "opening", "taken", "answer", "mailed")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"complaints_{name}" for name in TABLES), migrations.RunPython.noop
        )
    ]
