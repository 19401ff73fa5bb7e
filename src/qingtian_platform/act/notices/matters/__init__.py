"""What persons and other systems are told of matters: assigned, due soon, late, handed over, ended."""
