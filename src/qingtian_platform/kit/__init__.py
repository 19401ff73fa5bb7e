"""What three apps already share."""
