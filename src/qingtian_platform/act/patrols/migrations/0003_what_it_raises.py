"""Keep what a missed patrol raised, and go on to refuse changes: a column makes SQLite's table anew."""

from django.db import migrations, models

from qingtian_platform.kit.kept import refusing


class Migration(migrations.Migration):
    dependencies = [("patrols", "0002_kept")]
    operations = [
        migrations.AddField("missed", "matter", models.BigIntegerField(null=True)),
        migrations.AddField("missed", "raises", models.CharField(default="notice", max_length=10)),
        migrations.RunPython(refusing(["patrols_missed"]), migrations.RunPython.noop),
    ]
