"""What persons signed, in words: for the pages of acts and of releases."""
