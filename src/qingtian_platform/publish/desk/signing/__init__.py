"""Pages on which persons sign: their keys, corrections, interventions."""
