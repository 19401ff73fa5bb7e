"""What citizens report: filed without an account, followed by a code, the sender known to nobody unasked."""
