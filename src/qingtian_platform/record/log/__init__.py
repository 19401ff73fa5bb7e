"""The log over the sealed batches: what is published of it can be checked by anyone, offline."""
