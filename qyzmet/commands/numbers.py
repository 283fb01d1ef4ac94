"""Numbers on the command line: in the digits 0 to 9 alone, as in the files that commands read."""

import re
from typing import Any

import click

_WRITTEN = re.compile(r"[+-]?[0-9]+")


class WholeNumber(click.IntRange):
    """A whole number, within bounds where they are given; Python's own reading takes `1_5` and `１５` for 15."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Fails for anything but digits with a sign before them."""
        if isinstance(value, str) and not _WRITTEN.fullmatch(value):
            self.fail(f"{value!r} is not a whole number in digits", param, ctx)
        return super().convert(value, param, ctx)
