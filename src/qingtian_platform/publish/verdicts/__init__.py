"""Verdicts on sources and classes of sections, in the words and shapes of the portal."""
