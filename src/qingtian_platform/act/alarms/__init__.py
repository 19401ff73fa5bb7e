"""Findings and exceedances as alarms: grouped, weighed, told, answered, handed over."""
