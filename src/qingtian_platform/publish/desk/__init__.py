"""The duty officer's desk: dense, fast, by keyboard."""
