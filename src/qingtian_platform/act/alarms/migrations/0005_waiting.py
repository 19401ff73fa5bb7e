"""Keep suspicions that are not raised yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alarms', '0004_outbox_moves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('finding', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='finding')),
                ('thing_id', models.IntegerField(db_index=True, null=True, verbose_name='unit')),
                ('since', models.DateTimeField(verbose_name='first said')),
                ('until', models.DateTimeField(db_index=True, null=True, verbose_name='looked at again')),
            ],
            options={
                'verbose_name': 'waiting suspicion',
                'verbose_name_plural': 'waiting suspicions',
                'ordering': ['pk'],
            },
        ),
    ]
