"""Of a long matrix the quick set tries a part of the cases, and `make test` tries all."""

from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.mark import ParameterSet


def sampled(cases: Iterable[Any], every: int) -> list[ParameterSet]:
    """The cases; all but the first of each so many are marked slow, beside the marks that they bear."""
    found = [ParameterSet.extract_from(case, force_tuple=not isinstance(case, tuple)) for case in cases]
    return [
        case if place % every == 0 else pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.slow])
        for place, case in enumerate(found)
    ]
