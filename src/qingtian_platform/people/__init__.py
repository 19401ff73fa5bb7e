"""Who may speak: accounts, roles and the units they act for."""
