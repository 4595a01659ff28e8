"""Which process holds which errand: PostgreSQL does not say, so the database of a test writes it down."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import column, table

#: The bot that leased an errand last, by the `application_name` of its connection.
HELD_BY = table("held_by", column("errand_id"), column("holder"))

_NOTE = """
CREATE TABLE held_by (errand_id bigint PRIMARY KEY, holder text NOT NULL);
CREATE FUNCTION note_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO held_by VALUES (NEW.id, current_setting('application_name'))
    ON CONFLICT (errand_id) DO UPDATE SET holder = excluded.holder;
    RETURN NEW;
END $$;
CREATE TRIGGER note_holder AFTER INSERT OR UPDATE OF leased_until ON errand
    FOR EACH ROW WHEN (NEW.leased_until IS NOT NULL) EXECUTE FUNCTION note_holder();
"""
_FORGET = """
DROP TRIGGER note_holder ON errand;
DROP FUNCTION note_holder();
DROP TABLE held_by;
"""


@contextmanager
def holders_noted(url: str) -> Iterator[None]:
    """Note in the database at `url` who holds which errand; afterwards it is as it was."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_NOTE)
        try:
            yield
        finally:
            connection.execute(_FORGET)
