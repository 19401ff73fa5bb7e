"""In the field: an officer's or a river chief's phone, one hand, sometimes without a network."""
