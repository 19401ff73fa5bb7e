"""Pages of targets: the wall, one target, the days behind a figure, the yearly report."""
