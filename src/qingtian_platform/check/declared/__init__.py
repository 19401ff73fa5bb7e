"""What an enterprise says of its outlets: declarations, marks of state, manual values, each with who."""
