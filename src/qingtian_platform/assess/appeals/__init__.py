"""Appeals against a line of a closed list, their answers, and the editions that followed."""
