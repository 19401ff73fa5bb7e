"""Let a message be about anything: what was about an alarm keeps its number, the rest were duties."""

from django.db import migrations, models
from django.db.models import F

from qingtian_platform.act.notices.models import first_topics


def fill(apps, schema_editor):
    rows = apps.get_model("notices", "Message").objects.using(schema_editor.connection.alias)
    rows.filter(alarm=None).update(topic="duty")
    rows.exclude(alarm=None).update(topic="alarm", number=F("alarm_id"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.AddField(
            "message",
            "topic",
            models.CharField(default="", max_length=10, verbose_name="about what"),
            preserve_default=False,
        ),
        migrations.AddField(
            "message", "number", models.BigIntegerField(null=True, verbose_name="about which")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField("message", "alarm"),
        migrations.AlterField(
            "message", "what", models.CharField(max_length=20, verbose_name="what")
        ),
        migrations.AddIndex(
            "message", models.Index(fields=["topic", "number"], name="message_about")
        ),
        migrations.AddField(
            "hook",
            "topics",
            models.JSONField(default=first_topics, verbose_name="what it is told of"),
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("login", models.CharField(max_length=150, unique=True, verbose_name="login")),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=16, verbose_name="number for short messages"
                    ),
                ),
                (
                    "quiet",
                    models.JSONField(default=list, verbose_name="of what it wants to hear nothing"),
                ),
            ],
            options={
                "verbose_name": "wish of a person",
                "verbose_name_plural": "wishes of persons",
            },
        ),
    ]
