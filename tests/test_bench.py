"""The measurements of bench/ can be begun, so that they cannot rot unnoticed."""

from importlib import import_module
from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.slow]
BENCH = Path(__file__).parents[1] / "bench"


@pytest.mark.parametrize("name", sorted(path.stem for path in BENCH.glob("*.py") if path.stem != "__init__"))
def test_each_measurement_is_read(name: str) -> None:
    """All that a measurement imports of the application and of the tests is there."""
    assert import_module(f"bench.{name}")


@pytest.mark.soak
def test_pages_are_measured_beside_a_bare_page(tmp_path: Path) -> None:
    """On a tiny filling and for a moment: both servers start, a signed-in page is answered rightly, and its queries are
    counted; what it says is noise.
    """
    from bench import pages

    lines = pages.measure("", "front page", size=200, kept=tmp_path, rounds=1, seconds=0.2)
    assert [line.name for line in lines] == ["front page, signed in"]
    assert "of bare" in lines[0].text
    assert "answers were not" not in lines[0].text
    # The filling is kept: the next run finds it.
    assert (tmp_path / "sqlite-200" / "filled.json").exists()
