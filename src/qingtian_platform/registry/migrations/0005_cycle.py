"""How many hours an analyser takes for a sample."""

import qingtian_platform.registry.models.datastream
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column; empty means a value each hour, as before."""

    dependencies = [("registry", "0004_meaning")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        migrations.AddField(
            "datastreamterm",
            "cycle",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="How long the analyser takes for one value; empty: a value each hour",
                null=True,
                validators=[qingtian_platform.registry.models.datastream.divides_a_day],
                verbose_name="hours a sample",
            ),
        ),
    ]
