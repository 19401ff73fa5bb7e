"""What is measured, beside the baseline that the design names, in the same run."""
