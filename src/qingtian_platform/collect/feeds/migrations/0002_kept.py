"""Let the database itself refuse to alter or remove what was delivered."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("term", "batch", "result", "look")


class Migration(migrations.Migration):
    dependencies = [("feeds", "0001_initial")]
    operations = [
        migrations.RunPython(refusing(f"feeds_{name}" for name in TABLES), migrations.RunPython.noop)
    ]
