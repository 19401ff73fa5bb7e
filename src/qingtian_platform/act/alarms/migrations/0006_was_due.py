"""Keep by when an answer was owed, also once nobody owes it any more."""

from typing import Any

from django.db import migrations, models


def keep(apps: Any, _schema: Any) -> None:
    """Take over what is owed; of what was answered and closed before, nobody knows any more."""
    rows = apps.get_model("alarms", "Alarm").objects.filter(due__isnull=False)
    rows.update(was_due=models.F("due"))


class Migration(migrations.Migration):
    dependencies = [("alarms", "0005_waiting")]
    operations = [
        migrations.AddField(
            "alarm", "was_due", models.DateTimeField(null=True, verbose_name="answer was due")
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
