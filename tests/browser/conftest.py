"""A real browser against a real demonstration: chromium, one server for a whole session of tests."""

import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from qyzmet import clock
from tests.browser.systems import Systems
from tests.browser.visitor import Visitor
from tests.ports import free_port

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Pictures of pages on which something failed.
KEPT = ROOT / ".build" / "screenshots"
STARTING_SECONDS = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here drives a browser, and does so once: what it holds does not depend on the database."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium, as `make test` names it."""
    path = os.environ.get("QYZMET_CHROMIUM")
    if not path:
        pytest.skip("needs chromium: make test finds or installs it and names it in QYZMET_CHROMIUM")
    with sync_playwright() as playwright:
        # Root has no sandbox in a container.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ncalayer_port() -> int:
    """Where the demonstration's pages look for NCALayer."""
    return free_port()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demonstration keeps everything."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="session")
def site(demonstration: Path, ncalayer_port: int) -> Iterator[str]:
    """The address of a demonstration that runs as its own process, in a folder of its own."""
    port, folder = free_port(), demonstration
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QYZMET_")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "qyzmet", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environ | {"QYZMET_INSTANCE": str(folder), "QYZMET_NCALAYER_URL": f"wss://127.0.0.1:{ncalayer_port}"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, folder / "log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    given_up_at = clock.elapsed() + STARTING_SECONDS
    while clock.elapsed() < given_up_at and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            clock.sleep(0.2)
    pytest.fail(f"The demonstration did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def systems(site: str) -> Systems:
    """The same demonstration by its API."""
    return Systems(site)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A scan."""
    made = tmp_path / "сұрау салу.pdf"
    made.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    return made


@pytest.fixture
def disguised(tmp_path: Path) -> Path:
    """A ZIP that is named like a scan."""
    made = tmp_path / "scan.pdf"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("scan.txt", "no scan")
    return made


@pytest.fixture
def visitor(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody at the demonstration; parametrised indirectly by language, width and whether scripts run."""
    language, width, scripts = getattr(request, "param", ("en", 1280, True))
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=language, java_script_enabled=scripts
    )
    found = Visitor(context.new_page(), site, language, scripts)
    failed_before = request.session.testsfailed
    yield found
    if request.session.testsfailed > failed_before:
        KEPT.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        found.page.screenshot(path=KEPT / f"{name}.png", full_page=True)
    context.close()
