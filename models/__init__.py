"""What is kept: the tables, and the schema of an organisation's configuration."""
