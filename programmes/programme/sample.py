"""Three real programmes as they are printed, for the demonstration and for tests: a file each, in its own language."""

import json
from typing import Any

from qyzmet.files import paths

KYIV, KOTOVSK, DIVNOGORSK = "kyiv-region-2017", "kotovsk-2014", "divnogorsk-2014"


def sample(name: str) -> dict[str, Any]:
    """The data of a programme in the names of the contract."""
    data: dict[str, Any] = json.loads((paths.PROGRAMMES_DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data
