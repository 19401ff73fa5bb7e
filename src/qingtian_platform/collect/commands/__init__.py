"""Commands to data loggers (反控): asked for by a person, for a reason, and kept for good."""
