"""Tags of the network's pages."""
