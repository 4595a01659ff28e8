"""Calendars (iCalendar), from their lines to rotations and dated shifts."""
