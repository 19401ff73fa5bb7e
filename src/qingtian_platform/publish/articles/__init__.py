"""A document of the gazette article by article: text, what runs, where, and the test that showed it."""
