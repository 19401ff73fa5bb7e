"""Papers of matters: records, notices and decisions on forms of the pack, with numbers, exhibits and service."""
