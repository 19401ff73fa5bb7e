"""Let the database itself refuse to alter or remove what was finished, signed, served, handed in or sealed."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("finished", "signature", "served", "exhibit", "sealed")


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"papers_{table}" for table in TABLES), migrations.RunPython.noop
        )
    ]
