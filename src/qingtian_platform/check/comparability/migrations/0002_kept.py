"""What was reported or decided is only added to: the database refuses to alter or remove it."""

from django.db import migrations

from qingtian_platform.kit.kept import refusing


class Migration(migrations.Migration):
    """Refuse updates and deletions."""

    dependencies = [("comparability", "0001_initial")]

    operations = [
        migrations.RunPython(
            refusing(("comparability_report", "comparability_siting")), migrations.RunPython.noop
        )
    ]
