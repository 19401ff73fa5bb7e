"""Every change of a model has its migration: a served city would fail on a column that is not there."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_the_migrations_make_what_the_models_say():
    with override("en"):
        made = MigrationLoader(None, ignore_no_migrations=True)
        wanted = MigrationAutodetector(made.project_state(), ProjectState.from_apps(apps))
        changes = wanted.changes(graph=made.graph)
        ours = {
            label: [str(step) for each in migrations for step in each.operations]
            for label, migrations in changes.items()
            if apps.get_app_config(label).name.startswith("qingtian")
        }
    assert not ours
    assert not made.detect_conflicts()
