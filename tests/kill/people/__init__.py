"""What people do while bots are killed, each thing as they would: by typing, pressing, choosing, sending a form."""
