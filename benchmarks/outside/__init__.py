"""Tools of others as examiners: run in an environment of their own, never imported by the library."""
