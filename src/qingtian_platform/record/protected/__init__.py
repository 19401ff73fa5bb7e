"""The protected store: who interfered with monitoring, sealed so that the platform cannot read it."""
