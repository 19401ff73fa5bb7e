from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_by_act")]

    operations = [
        migrations.AlterField(
            model_name="assigned",
            name="cause",
            field=models.CharField(
                choices=[
                    ("person", "Assigned"),
                    ("escalation", "Sent up, as a limit passed"),
                    ("handover", "Handed over"),
                    ("left", "Given back, as who held it may not see it any more"),
                ],
                max_length=12,
                verbose_name="cause",
            ),
        ),
    ]
