"""docs/operating.md says what is so."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from qyzmet import config

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_setting_is_described_with_its_default() -> None:
    """The table of settings has each setting of the configuration, its default, and no other."""
    rows = re.findall(r"^\| `QYZMET_(\w+)` \| (?:`([^`]*)`)? ?\|", TEXT, re.MULTILINE)
    assert dict(rows) == config.DEFAULTS


def test_every_metric_is_described(client: FlaskClient) -> None:
    """The table of metrics names each that /metrics has, and no other."""
    client.get("/healthz")
    had = set(re.findall(r"^# TYPE (qyzmet_\w+) ", client.get("/metrics").text, re.MULTILINE))
    described = set(re.findall(r"`(qyzmet_\w+)`", TEXT))
    assert described == {name for name in had if not name.endswith("_created")}
