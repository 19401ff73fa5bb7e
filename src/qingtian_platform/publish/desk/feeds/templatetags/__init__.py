"""Tags of the delivery wall."""
