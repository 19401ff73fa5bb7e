"""Drafts of releases, which the database itself refuses to change."""

from django.db import migrations, models


SQLITE = tuple(
    f"CREATE TRIGGER record_draft_no_{event.lower()} BEFORE {event} ON record_draft "
    "BEGIN SELECT RAISE(ABORT, 'a draft is written once; ask again'); END"
    for event in ("UPDATE", "DELETE")
)


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0003_sheets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='content')),
                ('salt', models.BinaryField(verbose_name='salt')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('by', models.CharField(max_length=150, verbose_name='asked by')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'draft of a release',
                'verbose_name_plural': 'drafts of releases',
            },
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
