"""Review of the authority's own stations: three persons sign a day; what changes later opens it again."""
