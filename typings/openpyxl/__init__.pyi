"""What we use of openpyxl."""

from collections.abc import Iterator, Sequence
from typing import IO

class Worksheet:
    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_col: int, values_only: bool) -> Iterator[Sequence[object]]: ...

class Workbook:
    worksheets: Sequence[Worksheet]
    def close(self) -> None: ...

def load_workbook(filename: IO[bytes], *, read_only: bool, data_only: bool) -> Workbook: ...
