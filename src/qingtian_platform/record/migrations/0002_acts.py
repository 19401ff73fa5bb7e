"""The acts of persons, and triggers by which the database itself refuses to change them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SQLITE = (
    "CREATE TRIGGER record_act_no_update BEFORE UPDATE ON record_act "
    "BEGIN SELECT RAISE(ABORT, 'acts stand; add another'); END",
    "CREATE TRIGGER record_act_no_delete BEFORE DELETE ON record_act "
    "BEGIN SELECT RAISE(ABORT, 'acts stand; add another'); END",
    "CREATE TRIGGER record_act_dense BEFORE INSERT ON record_act "
    "WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM record_act) "
    "BEGIN SELECT RAISE(ABORT, 'acts have dense numbers'); END",
    "CREATE TRIGGER record_keyholder_no_update BEFORE UPDATE ON record_keyholder "
    "BEGIN SELECT RAISE(ABORT, 'holders of keys stand'); END",
    "CREATE TRIGGER record_keyholder_no_delete BEFORE DELETE ON record_keyholder "
    "BEGIN SELECT RAISE(ABORT, 'holders of keys stand'); END",
    "CREATE TRIGGER record_words_no_update BEFORE UPDATE ON record_words "
    "WHEN NEW.text <> '' OR length(NEW.salt) <> 0 OR NEW.hash <> OLD.hash "
    "OR NEW.basis = '' OR NEW.erased_by = '' OR OLD.erased_at IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'words are erased with a basis, or stand'); END",
    "CREATE TRIGGER record_words_no_delete BEFORE DELETE ON record_words "
    "BEGIN SELECT RAISE(ABORT, 'words are erased with a basis, or stand'); END",
)


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('schema', models.CharField(db_index=True, max_length=60, verbose_name='kind')),
                ('entry', models.BinaryField(verbose_name='entry')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('content', models.CharField(max_length=64, unique=True, verbose_name='hash of what was signed')),
                ('by', models.CharField(db_index=True, max_length=64, verbose_name='key')),
                ('target', models.CharField(db_index=True, max_length=255, verbose_name='about')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='hash')),
                ('salt', models.BinaryField(verbose_name='salt')),
                ('text', models.TextField(blank=True, verbose_name='words')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased at')),
                ('erased_by', models.CharField(blank=True, max_length=150, verbose_name='erased by')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='basis')),
            ],
            options={
                'verbose_name': 'words beside an act',
                'verbose_name_plural': 'words beside acts',
            },
        ),
        migrations.CreateModel(
            name='KeyHolder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True, verbose_name='key')),
                ('name', models.CharField(max_length=60, verbose_name='name at that time')),
                ('organisation', models.CharField(blank=True, max_length=120, verbose_name='body at that time')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'holder of a key',
                'verbose_name_plural': 'holders of keys',
            },
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
