"""The public catalogue of shared data: for people, and for machines as DCAT-AP."""
