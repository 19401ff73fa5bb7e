"""Keep the account of an inspector and the body of who hands in, and go on to refuse changes."""

from django.db import migrations, models

from qingtian_platform.kit.kept import refusing


class Migration(migrations.Migration):
    dependencies = [("draws", "0002_kept")]
    operations = [
        migrations.AddField(
            "listed", "login", models.CharField(blank=True, default="", max_length=150)
        ),
        migrations.AddField(
            "finding", "body", models.CharField(blank=True, default="", max_length=120)
        ),
        migrations.RunPython(
            refusing(["draws_listed", "draws_finding"]), migrations.RunPython.noop
        ),
    ]
