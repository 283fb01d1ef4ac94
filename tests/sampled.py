"""Of a long matrix the quick set tries a part of the cases, of a property fewer examples; `make test` tries all."""

from collections.abc import Iterable
from typing import Any

import hypothesis
import pytest
from _pytest.mark import ParameterSet


def sampled(cases: Iterable[Any], every: int, *, asking_alike: bool = False) -> list[ParameterSet]:
    """The cases; all but the first of each so many are marked slow, beside the marks that they bear.

    Where all ask the database the same questions, and the rules alone answer differently, these are tried on SQLite
    alone.
    """
    further = [pytest.mark.slow, *([pytest.mark.once] if asking_alike else [])]
    found = [ParameterSet.extract_from(case, force_tuple=not isinstance(case, tuple)) for case in cases]
    return [
        case if place % every == 0 else pytest.param(*case.values, id=case.id, marks=[*case.marks, *further])
        for place, case in enumerate(found)
    ]


def examples(number: int) -> int:
    """How many examples a costly property is tried with: so many, and in the quick set a quarter."""
    return number // 4 if hypothesis.settings.get_current_profile_name() == "quick" else number
