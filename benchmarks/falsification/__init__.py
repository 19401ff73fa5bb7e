"""Sets of honest and forged series, and how findings on them are judged."""
