"""Let the database itself refuse to alter or remove what was said and done."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing

TABLES = (
    "matter",
    "deed",
    "report",
    "firing",
    "note",
    "assigned",
    "handedover",
    "takenover",
    "link",
    "moved",
    "sealed",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.RunPython(
            refusing(f"cases_{table}" for table in TABLES), migrations.RunPython.noop
        )
    ]
