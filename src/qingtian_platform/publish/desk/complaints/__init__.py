"""Complaints at the desk: what came, who answers, and who looked at a sender."""
