"""Let the database itself refuse to alter or remove what was entered and said."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = ("paper", "entry", "review")


class Migration(migrations.Migration):
    dependencies = [("guarantees", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"guarantees_{table}" for table in TABLES), migrations.RunPython.noop
        )
    ]
