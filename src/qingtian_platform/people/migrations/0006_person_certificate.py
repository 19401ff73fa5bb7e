from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_alter_person_role")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="certificate",
            field=models.CharField(
                blank=True,
                help_text="Number of the certificate that an officer shows (执法证)",
                max_length=40,
                verbose_name="certificate of enforcement",
            ),
        ),
    ]
