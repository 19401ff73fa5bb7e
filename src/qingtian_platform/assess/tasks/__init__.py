"""The ledger of tasks and targets: who owes what, what was done, how far a target is."""
