"""The yearly assessment of districts and departments: entered facts, computed scores, frozen years."""
