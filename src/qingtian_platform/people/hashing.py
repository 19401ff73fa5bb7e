"""How passwords are kept that the platform drew itself."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DrawnPasswordHasher(PBKDF2PasswordHasher):
    """Keep a drawn password with fewer rounds: of its 96 random bits nothing can be guessed.

    Rounds make each guess dear and help a password that somebody chose. Who signs in with a drawn one
    has it kept with all rounds from then on, as Django does with every hasher that is not its first.
    """

    algorithm = "pbkdf2_sha256_drawn"
    iterations = 20_000
