"""Wire protocols, sans-I/O: bytes in, events out."""
