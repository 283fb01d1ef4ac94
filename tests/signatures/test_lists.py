"""Lists of revoked certificates are fetched beforehand, and only what an authority that is trusted signed is kept."""

import datetime as dt
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from qyzmet import clock
from qyzmet.signatures import authority
from qyzmet.signatures.trust import fetching, lists, revocation
from tests.signatures import keys
from tests.signatures.keys import DAY, NOW

pytestmark = pytest.mark.usefixtures("believing")


class Served:
    """A server that hands out one list, and counts who asks."""

    def __init__(self) -> None:
        self.content = b""
        self.asked: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                self.send_response(200 if served.content else 503)
                self.end_headers()
                self.wfile.write(served.content)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/nca.crl"


@pytest.fixture
def served(setting) -> Iterator[Served]:
    """The address that the settings name."""
    made = Served()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    setting(revocation_lists=(made.address,))
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def a_list(since: dt.datetime, number: int) -> bytes:
    return keys.authority_of("gost", keys.TESTS).revocation_list(since, since + DAY, number)


def state(address: str) -> lists.State:
    return next(each for each in lists.states(clock.wall()) if each.source == address)


def test_a_list_is_fetched_each_hour_whoever_signs(served: Served):
    """Once an hour, whole, and by nobody's signature."""
    served.content = a_list(NOW, 5)
    assert fetching.anything_due()
    assert fetching.fetch_one() == 1
    assert not fetching.anything_due()
    assert fetching.fetch_one() == 0
    assert state(served.address) == lists.State(served.address, NOW, False, "")
    clock.use_wall(lambda: NOW + dt.timedelta(minutes=61))
    assert fetching.anything_due()
    assert served.asked == ["/nca.crl"]


def test_a_list_that_does_not_come_leaves_the_one_that_is_kept(served: Served):
    """The kept list stays, grows stale, and the reason is told."""
    served.content = a_list(NOW, 5)
    fetching.fetch_one()
    served.content = b""
    clock.use_wall(lambda: NOW + 2 * DAY)
    fetching.fetch_one()
    found = state(served.address)
    assert (found.issued_at, found.stale) == (NOW, True)
    assert "503" in found.error


@pytest.mark.parametrize("content", [b"<html>sign in to the network</html>", b"\x30\x03\x02\x01\x01"])
def test_what_is_no_list_is_not_kept(served: Served, content: bytes):
    """A page of a network's gate, or bytes that are none."""
    served.content = content
    fetching.fetch_one()
    found = state(served.address)
    assert (found.issued_at, found.stale) == (None, True)
    assert found.error


@pytest.mark.slow
def test_a_strangers_list_is_not_kept(served: Served):
    """Another key of the same name: nobody clears revoked certificates by answering in the authority's place."""
    stranger = authority.new(keys.TESTS, authority.GostKey, NOW - DAY)
    served.content = stranger.revocation_list(NOW, NOW + DAY, 9)
    fetching.fetch_one()
    assert state(served.address).issued_at is None


@pytest.mark.slow
def test_an_authority_of_a_long_name_signs_lists_too():
    """Names of the National Certification Authority are longer than the standard's 64 characters."""
    made = authority.new("ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ, ҚАЗАҚСТАН РЕСПУБЛИКАСЫ (GOST) TEST 2022", authority.GostKey, NOW)
    found = revocation.read(made.revocation_list(NOW, NOW + DAY, 3), "long", made.trusted)
    assert found.number == 3


def test_an_older_list_does_not_replace_a_newer_one(served: Served):
    """Nor does an old one that the authority really signed."""
    served.content = a_list(NOW, 5)
    fetching.fetch_one()
    served.content = a_list(NOW - DAY, 4)
    clock.use_wall(lambda: NOW + DAY / 2)
    fetching.fetch_one()
    found = state(served.address)
    assert found.issued_at == NOW
    assert "older" in found.error


def test_changes_since_a_list_are_heard():
    """A list of changes adds what was revoked since, and takes back what was on hold; alone it says nothing."""
    made = keys.authority_of("rsa", keys.TESTS)
    me = keys.identity("rsa").certificate
    chain = (me, made.issuing.certificate)
    whole = revocation.read(made.revocation_list(NOW - DAY, NOW + DAY, 7), "whole", made.trusted)
    changed = authority.Authority(made.root, made.issuing, made.stamping, {me.serial: NOW - DAY / 2})
    changes = revocation.read(changed.revocation_list(NOW, NOW + DAY, 8, since=7), "changes", made.trusted)
    assert revocation.ask(chain, [whole], NOW, NOW).source == "whole"
    with pytest.raises(revocation.Revoked):
        revocation.ask(chain, [whole, changes], NOW, NOW)
    assert revocation.ask(chain, [changes], NOW, NOW).stale
    later = revocation.read(changed.revocation_list(NOW, NOW + DAY, 9, since=8), "changes", made.trusted)
    assert revocation.ask(chain, [whole, later], NOW, NOW).source == "whole"


@pytest.mark.slow
def test_supervisors_are_told_of_stale_lists(served: Served, client, setting):
    """/metrics counts those that are missing or stale, /readyz warns; where nothing is signed, neither does."""

    def told() -> tuple[str, bool]:
        count = re.search(r"^qyzmet_revocation_lists_stale (\S+)$", client.get("/metrics").text, re.MULTILINE)
        ready = client.get("/readyz").json
        assert "revocation_lists" not in ready["checks"]
        return count[1], "revocation_lists" in ready.get("warnings", {})  # type: ignore[index]

    assert told() == ("1.0", True)
    served.content = a_list(NOW, 5)
    fetching.fetch_one()
    assert told() == ("0.0", False)
    clock.use_wall(lambda: NOW + 2 * DAY)
    stale, warned = told()
    assert (float(stale) > 0, warned) == (True, True)
    setting(signatures="none")
    assert told() == ("0.0", False)


def test_the_worker_fetches_one_list_a_tick(served: Served, app, setting):
    """Where lists do not come, what falls due does not wait for all of them."""
    from qyzmet.deadlines.worker.worker import Worker

    setting(revocation_lists=(served.address, f"{served.address}?changes"))
    served.content = a_list(NOW, 5)
    worker = Worker(app)
    for asked in (1, 2, 2):
        worker.tick()
        assert len(served.asked) == asked
    assert state(served.address).issued_at == NOW


def test_a_list_that_comes_too_slowly_does_not_hold_the_worker(served: Served, monkeypatch):
    """Whoever answers in the authority's place sends a piece now and then for ever."""
    served.content = a_list(NOW, 5)
    seconds = iter(range(0, 10_000, 61))
    monkeypatch.setattr(clock, "elapsed", lambda: float(next(seconds)))
    fetching.fetch_one()
    found = state(served.address)
    assert found.issued_at is None
    assert "too long" in found.error
