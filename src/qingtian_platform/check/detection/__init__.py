"""Detectors of falsified data over the archive: each new hour the sites it touches, each night all."""
