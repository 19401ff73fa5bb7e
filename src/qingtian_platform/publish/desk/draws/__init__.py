"""Pages of double-random inspections at the desk: announce, commit, reveal, the register, what was found."""
