"""Working days against named baselines, in one run: `python -m bench.working_days`.

The baselines get the same calendar: numpy's `busday_offset` the weekdays off of it as its holidays (a worked
Saturday or Sunday it cannot be told), and the `holidays` package its own Kazakhstan for 2016-2027.
"""

import datetime as dt
import json
import random
import sys
import timeit
from collections.abc import Callable
from typing import Any

import holidays
import numpy as np

from qyzmet.deadlines.calculator import batch
from qyzmet.deadlines.calendar import seed
from qyzmet.deadlines.working_days import WorkingCalendar

MANY = 1_000_000


def best(call: Callable[[], Any], number: int, repeat: int = 7) -> float:
    """Seconds a call, the best of `repeat` rounds of `number` calls."""
    return min(timeit.repeat(call, number=number, repeat=repeat)) / number


def _met(value: float, target: float) -> bool:
    # A negative target is a ceiling.
    return value >= target if target > 0 else value <= -target


def main() -> None:
    """Print each measure, and whether those with a target meet it; `--json` prints the values alone."""
    calendar = seed.seed_calendar()
    rest = [row.on for row in calendar.rows.values() if row.on.weekday() < 5 and not calendar.is_working(row.on)]
    numpy_calendar = np.busdaycalendar(holidays=np.array(rest, dtype="datetime64[D]"))
    kazakhstan = holidays.country_holidays("KZ", years=range(2016, 2028))

    day = dt.date(2026, 3, 5)
    numpy_day = np.datetime64(day, "D")
    assert calendar.add(day, 15) == kazakhstan.get_nth_working_day(day, 15)
    assert calendar.add(day, 15) == np.busday_offset(numpy_day, 15, "backward", busdaycal=numpy_calendar).item()

    ours = best(lambda: calendar.add(day, 15), 100_000)
    numpy_scalar = best(lambda: np.busday_offset(numpy_day, 15, "backward", busdaycal=numpy_calendar), 20_000)
    nth = best(lambda: kazakhstan.get_nth_working_day(day, 15), 2_000)

    rng = random.Random(1)
    first, last = dt.date(1990, 1, 1).toordinal(), dt.date(2100, 11, 1).toordinal()
    days = tuple(rng.randint(first, last) for _ in range(MANY))
    dates = list(map(dt.date.fromordinal, days))
    numpy_days = np.array(dates, dtype="datetime64[D]")
    bulk = best(lambda: calendar.add_many(days, 15), 1) / MANY
    day_list = list(days)
    bulk_list = best(lambda: calendar.add_many(day_list, 15), 1) / MANY
    loop = best(lambda: [calendar.add(date, 15) for date in dates], 1, 3) / MANY
    numpy_bulk = best(lambda: np.busday_offset(numpy_days, 15, "backward", busdaycal=numpy_calendar), 1, 3) / MANY
    rows = "from,working_days\n" + "".join(f"{date},{rng.randint(1, 30)}\n" for date in dates)
    data = rows.encode()
    file = best(lambda: batch.due(data, calendar), 1, 2) / MANY
    built = best(lambda: WorkingCalendar.of(calendar.rows.values()), 5)

    measures = [
        ("add 15, numpy busday_offset / ours (at least 3)", numpy_scalar / ours, 3.0, "times"),
        ("add 15, holidays get_nth_working_day / ours (at least 50)", nth / ours, 50.0, "times"),
        ("bulk, a million days, ours, from a tuple (at most 20)", bulk * 1e9, -20.0, "ns each"),
        ("add 15, ours", ours * 1e9, None, "ns"),
        ("add 15, numpy busday_offset, scalar", numpy_scalar * 1e9, None, "ns"),
        ("add 15, holidays get_nth_working_day", nth * 1e9, None, "ns"),
        ("bulk, a million days, ours, from a list", bulk_list * 1e9, None, "ns each"),
        ("bulk, a million days, numpy busday_offset", numpy_bulk * 1e9, None, "ns each"),
        ("a million dates, add in a loop", loop * 1e9, None, "ns each"),
        ("due --batch, a million rows, CSV to CSV", file * 1e9, None, "ns each"),
        ("building a calendar", built * 1e3, None, "ms"),
    ]
    missed = {name for name, value, target, _ in measures if target and not _met(value, target)}
    if "--json" in sys.argv[1:]:
        print(json.dumps({name: round(value, 2) for name, value, _, _ in measures}, indent=2))
    else:
        for name, value, target, unit in measures:
            verdict = "" if target is None else "MISSED" if name in missed else "met"
            print(f"{name:<60} {value:>10.1f} {unit:<8}{verdict}".rstrip())


if __name__ == "__main__":
    main()
