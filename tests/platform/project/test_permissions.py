"""What the records hold is for their owner alone."""

from __future__ import annotations

from django.conf import settings


def test_records_and_secret_key_are_for_their_owner_alone():
    for path in (settings.PLACES.records, settings.PLACES.secret):
        assert path.stat().st_mode & 0o077 == 0, path
