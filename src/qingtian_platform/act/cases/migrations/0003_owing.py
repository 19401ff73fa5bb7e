"""Say in each matter who owes something in it; list, count and search by indexes alone."""

from collections import defaultdict

from django.db import migrations, models

PIECE = 5000


def owing(apps, _schema_editor):
    """Write together the lanes of the open duties of each matter."""
    parties = defaultdict(set)
    for matter, lane in apps.get_model("cases", "OpenDuty").objects.values_list("matter", "lane"):
        key, _, party = lane.partition(":")
        parties[matter, key].add(party)
    alike = defaultdict(list)
    for (matter, key), found in parties.items():
        alike[f"{key}:{'+'.join(sorted(found))}"].append(matter)
    standings = apps.get_model("cases", "Standing").objects
    for text, matters in alike.items():
        for first in range(0, len(matters), PIECE):
            standings.filter(pk__in=matters[first : first + PIECE]).update(owing=text)


class Migration(migrations.Migration):
    dependencies = [
        ('cases', '0002_kept'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='openduty',
            name='cases_duty_lane',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_running',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_running_district',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_holder',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_procedure',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_district_ended',
        ),
        migrations.RemoveIndex(
            model_name='standing',
            name='cases_ended',
        ),
        migrations.AddField(
            model_name='standing',
            name='owing',
            field=models.CharField(blank=True, max_length=400, verbose_name='procedure and parties that owe something'),
        ),
        migrations.RunPython(owing, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='openduty',
            name='lane',
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['order', 'matter', 'district', 'holder', 'owing', 'key', 'state', 'ended_at', 'text'], name='cases_running'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['district', 'order', 'matter', 'holder', 'owing', 'key', 'state', 'ended_at', 'text'], name='cases_running_district'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['ended_at', 'matter', 'district', 'order', 'holder', 'owing', 'key', 'state', 'text'], name='cases_ended'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['district', 'ended_at', 'matter', 'order', 'holder', 'owing', 'key', 'state', 'text'], name='cases_ended_district'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['holder', 'order'], name='cases_holder'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['owing'], name='cases_owing'),
        ),
    ]
