"""The network at the desk: pairs of owners at one place, coverage, operating rates, stations."""
