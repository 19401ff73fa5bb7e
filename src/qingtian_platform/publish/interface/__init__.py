"""The interface for other departments' systems: matters over HTTP, as JSON."""
