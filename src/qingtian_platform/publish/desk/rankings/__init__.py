"""Pages of rankings: lists with map and history, figures handed in, appeals, the yearly assessment."""
