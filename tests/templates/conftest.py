"""Lets a busy machine be slow: no example is judged by the time it takes."""

from hypothesis import settings

settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")
