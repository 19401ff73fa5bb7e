"""Give the outbox to `act.notices`, which every stage uses: the tables keep their rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alarms", "0003_notices")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("hook", "notices_hook"),
                migrations.AlterModelTable("message", "notices_message"),
            ],
            state_operations=[
                migrations.DeleteModel("message"),
                migrations.DeleteModel("hook"),
            ],
        )
    ]
