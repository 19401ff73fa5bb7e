"""The demo city: its cast, its senders, its story."""
