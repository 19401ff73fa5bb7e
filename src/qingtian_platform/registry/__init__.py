"""Divisions, organisations, things, sensors, datastreams, data loggers."""
