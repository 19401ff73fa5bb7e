"""Remind of the limits of matters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_any_topic")]
    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matter", models.BigIntegerField(verbose_name="matter")),
                ("duty", models.CharField(max_length=60, verbose_name="duty")),
                ("due", models.DateTimeField(verbose_name="due")),
                ("at", models.DateTimeField(verbose_name="remind at")),
                ("told", models.BooleanField(default=False, verbose_name="told")),
            ],
            options={
                "verbose_name": "reminder of a matter",
                "verbose_name_plural": "reminders of matters",
                "indexes": [
                    models.Index(
                        condition=models.Q(told=False),
                        fields=["at"],
                        name="notices_reminder_next",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter", "duty", "due"), name="notices_reminder_once"
                    )
                ],
            },
        )
    ]
