"""The catalogue beside the running bot: where it is read from, when, and by hand from the command line."""
