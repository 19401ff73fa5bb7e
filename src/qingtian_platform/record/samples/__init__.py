"""Manual samples: sheet of sampling, raw record of analysis, report, and four signatures."""
