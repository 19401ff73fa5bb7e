from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_township_of_a_person'),
    ]

    operations = [
        migrations.AlterField(
            model_name='person',
            name='role',
            field=models.CharField(choices=[('duty', 'Duty officer'), ('enterprise', 'Enterprise officer'), ('contractor', 'Maintenance technician'), ('enforcement', 'Enforcement officer'), ('legal', 'Legal reviewer'), ('assessor', 'Assessor'), ('reviewer', 'Reviewer of the monitoring centre'), ('river-chief', 'River chief'), ('head', 'Head of a unit'), ('quality-centre', 'Regional quality-control centre'), ('supervisor', 'Supervision officer'), ('administrator', 'Administrator')], max_length=16, verbose_name='role'),
        ),
    ]
