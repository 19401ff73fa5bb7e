"""The pages of the portal, one noun a file."""
