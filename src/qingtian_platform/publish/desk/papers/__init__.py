"""Pages of papers at the desk: write, read, print; exhibits; the file of a case and its checklist."""
