"""What the bot decides, writes down and carries out: one file for each thing that people do."""
