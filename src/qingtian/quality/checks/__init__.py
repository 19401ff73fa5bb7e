"""The checks: pure functions from one datastream and thresholds to flags, and what binds them.

`values`, `course`, `stamps`, `relations`, `instruments` hold the functions; `settings` asks the law
for thresholds; `catalogue` says which function stands behind which rule.
"""
