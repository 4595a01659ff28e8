"""What Muster does by itself, as the configuration says."""
