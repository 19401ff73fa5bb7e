"""Pages on which a citizen reports something, and follows it by the code of the receipt."""
