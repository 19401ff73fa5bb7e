"""The outbox moved from the alarms: what lay in it lies in it still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)
MOVE = (
    ("alarms", "0004_outbox_moves"),
    ("notices", "0001_initial"),
    ("notices", "0002_any_topic"),
    ("notices", "0003_reminder"),
)


@pytest.fixture
def old(django_db_blocker):
    """A database of its own, for what stood before the move."""
    connections.databases["old"] = connections.databases["default"] | {"NAME": ":memory:"}
    with django_db_blocker.unblock():
        yield connections["old"]
        connections["old"].close()
    del connections.databases["old"]
    del connections["old"]


def test_messages_and_webhooks_keep_their_rows_and_what_they_are_about(old):
    loader = MigrationLoader(old)
    state = loader.project_state(("alarms", "0003_notices"))
    alarm, hook, message = (state.apps.get_model("alarms", n) for n in ("alarm", "hook", "message"))
    with old.schema_editor() as editor:
        for model in (alarm, hook, message):
            editor.create_model(model)
    times = {"reach_start": NOON, "reach_end": NOON, "start": NOON, "end": NOON}
    row = alarm.objects.using("old").create(lane="a", cause="silence", raised_at=NOON, **times)
    hook.objects.using("old").create(
        name="oa", url="https://x.example/", secret="s", opened_at=NOON
    )
    for key, about, number in (("k1", row, 3), ("k2", None, 0)):
        message.objects.using("old").create(
            key=key,
            alarm=about,
            what="raised",
            channel="mail",
            address="a@example.org",
            subject="s",
            body="b",
            attempts=number,
            made_at=NOON,
            next_at=NOON,
        )
    for name in MOVE:
        with old.schema_editor(atomic=True) as editor:
            state = loader.get_migration(*name).apply(state, editor)
    rows = state.apps.get_model("notices", "message").objects.using("old").order_by("key")
    found = list(rows.values_list("key", "topic", "number", "attempts", "state"))
    assert found == [("k1", "alarm", row.pk, 3, "waiting"), ("k2", "duty", None, 0, "waiting")]
    kept = state.apps.get_model("notices", "hook").objects.using("old").get()
    assert (kept.name, kept.secret, kept.topics) == ("oa", "s", ["alarm", "duty"])
