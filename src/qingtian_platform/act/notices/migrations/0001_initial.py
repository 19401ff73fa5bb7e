"""Take the outbox over from `act.alarms`: its tables were named anew there, and keep their rows."""

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("waiting", "Waiting"),
    ("sending", "Being sent"),
    ("sent", "Sent"),
    ("given-up", "Given up"),
]


def _number():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("alarms", "0004_outbox_moves")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Hook",
                    fields=[
                        ("id", _number()),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        ("url", models.CharField(max_length=300, verbose_name="address")),
                        ("secret", models.TextField(verbose_name="enciphered secret")),
                        ("organisation", models.IntegerField(null=True, verbose_name="organisation")),
                        ("inside", models.BooleanField(default=False, verbose_name="inside the own network")),
                        ("severity", models.PositiveSmallIntegerField(default=3, verbose_name="up to which severity")),
                        ("opened_at", models.DateTimeField(verbose_name="opened at")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                    ],
                    options={
                        "verbose_name": "webhook",
                        "verbose_name_plural": "webhooks",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", _number()),
                        ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                        ("what", models.CharField(max_length=10, verbose_name="what")),
                        ("channel", models.CharField(max_length=8, verbose_name="channel")),
                        ("address", models.CharField(max_length=320, verbose_name="address")),
                        ("subject", models.CharField(max_length=300, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="body")),
                        ("state", models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="state")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                        ("made_at", models.DateTimeField(verbose_name="made at")),
                        ("next_at", models.DateTimeField(verbose_name="next attempt")),
                        ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                        ("alarm", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alarms.alarm")),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["state", "next_at"], name="message_next")],
                    },
                ),
            ]
        )
    ]
