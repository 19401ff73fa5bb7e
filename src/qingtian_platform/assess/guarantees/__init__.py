"""What districts guarantee for monitoring: signed entries with evidence, reviewed by the city; items of supervision."""
