"""Hold what is stored against the entries of the log, and name every row that differs."""
