"""The outside world, one file for each service, in our words."""
