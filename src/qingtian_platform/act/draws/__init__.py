"""Double-random inspections: pool, parties, the draw, what was found; see `docs/draw.md`."""
