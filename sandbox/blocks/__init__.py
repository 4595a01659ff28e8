"""Block Kit: what Slack accepts, in which words it refuses, and what a reader sees."""
