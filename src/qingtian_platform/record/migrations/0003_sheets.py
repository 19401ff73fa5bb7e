"""Sheets of manual samples, which the database itself refuses to change."""

from django.db import migrations, models


SQLITE = tuple(
    f"CREATE TRIGGER record_sheet_no_{event.lower()} BEFORE {event} ON record_sheet "
    "BEGIN SELECT RAISE(ABORT, 'a sheet is written once'); END"
    for event in ("UPDATE", "DELETE")
)


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0002_acts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sample', models.CharField(db_index=True, max_length=40, verbose_name='sample')),
                ('stage', models.CharField(max_length=12, verbose_name='sheet')),
                ('text', models.TextField(verbose_name='content')),
                ('salt', models.BinaryField(verbose_name='salt')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('by', models.CharField(max_length=150, verbose_name='written by')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'sheet of a sample',
                'verbose_name_plural': 'sheets of samples',
                'constraints': [models.UniqueConstraint(fields=('sample', 'stage'), name='record_sheet_once')],
            },
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
