"""Passwords of tests take few rounds; the rounds that are shipped are Django's own."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


def quick() -> None:
    """Hash in a moment what this process makes from now on."""
    assert PBKDF2PasswordHasher.iterations >= 1_000_000
    PBKDF2PasswordHasher.iterations = 1_000
