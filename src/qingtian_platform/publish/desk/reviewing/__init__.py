"""The review desk: days of the authority's own stations and sections; no page of a source."""
