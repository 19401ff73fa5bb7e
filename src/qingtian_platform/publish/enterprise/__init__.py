"""Pages of the enterprise that discharges: what it owes, what it declares, marks, measures and explains."""
