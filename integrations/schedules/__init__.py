"""On-call schedules as other programs export them, one file for each program."""
