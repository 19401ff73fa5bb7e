"""Fill in the packaged divisions."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from qingtian_platform.people.divisions import load


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write the list of 2023-06-30."""
    load(apps.get_model("people", "Division"))


class Migration(migrations.Migration):
    """The packaged list of divisions."""

    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
