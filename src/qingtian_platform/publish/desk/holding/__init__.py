"""Pages of the ledger: tasks, and the wall of targets."""
