"""The outbox at the desk: what was told, what did not arrive."""
