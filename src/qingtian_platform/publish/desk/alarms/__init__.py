"""The desk's alarms: board, evidence side by side, rules."""
