"""Many rows in one parameter: both databases read JSON as a table, each in words of its own."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    FromClause,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite


class JsonRows:
    """Rows of a table for one statement, which is the same for any number of them.

    Sent one value at a time, each number of rows is a statement of its own, which takes longer to spell and
    to read than the rows take to be written.
    """

    def __init__(self, table: Table, names: Sequence[str], *, is_sqlite: bool) -> None:
        """`names` are the columns that each row has a value for."""
        self.columns = [table.c[name] for name in names]
        self._is_sqlite = is_sqlite
        dialect: Dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
        self._as_kept = {
            one.name: processor for one in self.columns if (processor := _processor(one, dialect))
        }

    def select(self) -> Select[Any]:
        """The rows that the parameter `rows` holds."""
        rows = bindparam("rows", type_=Text())
        found: FromClause
        if self._is_sqlite:
            found = func.json_each(rows).table_valued("value")
            fields = [func.json_extract(found.c.value, f"$.{one.name}") for one in self.columns]
            return select(*fields)
        typed = [column(one.name, Text() if _is_json(one) else one.type) for one in self.columns]
        found = func.json_to_recordset(cast(rows, JSON)).table_valued(*typed)
        derived = found.render_derived(with_types=True).c
        return select(
            *(
                cast(derived[one.name], JSON) if _is_json(one) else derived[one.name]
                for one in self.columns
            )
        )

    def parameters(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """The parameter for these rows."""
        kept = [{**row, **self._processed(row)} for row in rows]
        return {"rows": json.dumps(kept, default=datetime.isoformat)}

    def _processed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {name: process(row[name]) for name, process in self._as_kept.items()}


def _is_json(one: Column[Any]) -> bool:
    return isinstance(one.type, JSON)


def _processor(one: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    # JSON goes as text within the JSON: PostgreSQL refuses some signs where it takes JSON apart, and none where it
    # only keeps it.
    return json.dumps if _is_json(one) else one.type.dialect_impl(dialect).bind_processor(dialect)
