"""How what is kept changes: one alembic revision a file, in `versions/`."""

from typing import Final

#: The newest revision, so that the running program can compare without loading alembic.
HEAD: Final = "0021"
