"""Other departments' systems: the keys by which they act for an account, each request done once."""
