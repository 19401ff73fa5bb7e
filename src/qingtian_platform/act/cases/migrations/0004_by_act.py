"""Find the deeds of an act without reading all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('cases', '0003_owing'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['act', 'at'], name='cases_deed_act'),
        ),
    ]
