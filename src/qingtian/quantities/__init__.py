"""Quantities, units, rounding by GB/T 8170, periods and averaging."""
