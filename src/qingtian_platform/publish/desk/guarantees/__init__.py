"""What districts guarantee for monitoring, and the clauses of document 7 under supervision."""
