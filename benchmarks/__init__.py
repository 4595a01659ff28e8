"""What Muster is measured by: `python -m benchmarks` runs all of it and prints one table."""
