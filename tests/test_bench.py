"""The measurement of pages runs: on a tiny filling and for a moment, so that it cannot rot unnoticed."""

from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_pages_are_measured_beside_a_bare_page(tmp_path: Path) -> None:
    """Both servers start, a signed-in page is answered rightly, and its queries are counted; what it says is noise."""
    from bench import pages

    lines = pages.measure("", "front page", size=200, kept=tmp_path, rounds=1, seconds=0.2)
    assert [line.name for line in lines] == ["front page, signed in"]
    assert "of bare" in lines[0].text
    assert "answers were not" not in lines[0].text
    # The filling is kept: the next run finds it.
    assert (tmp_path / "sqlite-200" / "filled.json").exists()
