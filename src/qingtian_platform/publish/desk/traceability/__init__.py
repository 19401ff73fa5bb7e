"""Pages of traceability at the desk: chains, certificates, calendar, the regional centre's view."""
