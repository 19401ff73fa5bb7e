"""The wiring: settings, addresses, the processes of one machine."""
