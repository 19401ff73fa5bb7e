"""Template tags that portal and desk share."""
