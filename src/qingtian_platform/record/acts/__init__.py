"""What persons did: each act is signed by the person, checked, and kept as an entry of the log."""
