"""What a change says of the meaning of readings; slope and intercept of an instrument."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the columns."""

    dependencies = [("registry", "0003_purpose")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        migrations.AddField("change", "meaning", models.JSONField(default=list, editable=False)),
        migrations.AddField(
            "datastreamterm",
            "slope",
            models.FloatField(
                blank=True,
                help_text="As set in the instrument; never applied",
                null=True,
                verbose_name="slope",
            ),
        ),
        migrations.AddField(
            "datastreamterm",
            "intercept",
            models.FloatField(blank=True, null=True, verbose_name="intercept"),
        ),
    ]
