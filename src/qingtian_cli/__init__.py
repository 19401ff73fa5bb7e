"""The `qingtian` command."""
