"""What stands for a number in an address."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

# The largest number of a row that both databases can be asked for.
MOST = 2**62


class RowNumber(IntegerConverter):
    """`<int:…>` in every address: a number that no row can have is no address (404), and never asked for."""

    def __init__(self, map: Map, *, max: int | None = None, **options: Any) -> None:
        super().__init__(map, max=MOST if max is None else max, **options)
