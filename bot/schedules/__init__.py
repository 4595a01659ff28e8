"""`muster schedule`: look at on-call schedules, and bring them from elsewhere."""
