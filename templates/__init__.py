"""What a person reads: Block Kit builders that escape by default, and Jinja2 for prose."""
