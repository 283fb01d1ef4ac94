"""NCANode as the back end: its word is asked for, and believed only as far as it goes."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.signatures import answers, checking
from qyzmet.signatures.checking import Check, SignatureRefused
from tests.signatures.keys import CONTENT, DAY, NOW, THE_HEAD, identity

pytestmark = pytest.mark.usefixtures("believing")

# As NCANode 3 writes its answers: `CmsVerificationResponse` with a `CmsSignerInfo` of each signer, and `ErrorResponse`.
CERTIFICATE = {
    "valid": True,
    "revocations": [],
    "notBefore": "2025-11-22T09:00:00.000+00:00",
    "notAfter": "2026-11-22T09:00:00.000+00:00",
    "keyUsage": "SIGN",
    "serialNumber": "79c9e1f20c1b",
    "signAlg": "ECGOST3410-2015-512",
    "keyUser": ["ORGANIZATION", "CEO"],
    "publicKey": "MIGqMCMGCSqDDgMKAQECAjAW",
    "signature": "x2VxYw==",
    "subject": {
        "commonName": "АХМЕТОВ ДӘУРЕН",
        "lastName": "СЕРІКҰЛЫ",
        "surName": "АХМЕТОВ",
        "organization": "АЛМАТЫ ҚАЛАСЫ МӘДЕНИЕТ БАСҚАРМАСЫ",
        "iin": "720415303388",
        "bin": "010340004512",
        "country": "KZ",
        "dn": "CN=АХМЕТОВ ДӘУРЕН,SURNAME=АХМЕТОВ,SERIALNUMBER=IIN720415303388,C=KZ,OU=BIN010340004512",
    },
    "issuer": {"commonName": "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022", "country": "KZ", "dn": "C=KZ"},
}
GOOD: dict[str, Any] = {
    "status": 200,
    "message": "OK",
    "valid": True,
    "signers": [
        {
            "certificates": [CERTIFICATE],
            "tsp": {
                "serialNumber": "4e5f11",
                "genTime": "2026-03-02T04:00:01.000+00:00",
                "policy": "1.2.398.3.3.2.6.4",
                "tsa": None,
                "tspHashAlgorithm": "GOST34311-2015-512",
                "hash": "00ff",
            },
        }
    ],
}
UNREADABLE = {"status": 400, "message": "Malformed content."}


class Node:
    """A server that answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.answer = 200, json.dumps(GOOD).encode()
        self.asked: list[dict[str, Any]] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/cms/verify"
                node.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(node.status)
                self.end_headers()
                self.wfile.write(node.answer)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def node(setting) -> Iterator[Node]:
    made = Node()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    setting(signatures="ncanode", ncanode_url=f"http://127.0.0.1:{made.server.server_port}")
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def refused(signature: bytes, content: bytes = CONTENT) -> Check:
    with pytest.raises(SignatureRefused) as caught:
        checking.check(signature, content, NOW, THE_HEAD)
    return caught.value.check


def test_it_is_asked_for_the_signature_and_not_about_revocation(node: Node):
    """NCANode would ask the authority outside about this certificate: it is not told to."""
    signature = identity().sign(CONTENT, NOW)
    assert checking.check(signature, CONTENT, NOW, THE_HEAD).by == "ncanode"
    assert node.asked == [
        {
            "cms": base64.b64encode(signature).decode(),
            "data": base64.b64encode(CONTENT).decode(),
            "revocationCheck": [],
        }
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {**GOOD, "valid": False},
        {**GOOD, "valid": "true"},
        {**GOOD, "signers": []},
        {**GOOD, "signers": [*GOOD["signers"], *GOOD["signers"]]},
        {"valid": True},
        {},
    ],
)
def test_what_it_does_not_call_one_valid_signer_is_refused(node: Node, answer: dict[str, Any]):
    """An answer without signers is valid to it, and is not to us."""
    node.answer = json.dumps(answer).encode()
    assert refused(identity().sign(CONTENT, NOW)) is Check.CONTENT


def test_what_is_signed_within_is_compared_by_us(node: Node):
    """NCANode believes what lies within a CMS before what is sent beside it."""
    assert refused(identity().sign(b"another", NOW, attached=True)) is Check.CONTENT
    assert refused(identity().sign(CONTENT, NOW), b"another") is Check.CONTENT
    assert node.asked == []


@pytest.mark.parametrize(
    ("status", "check"),
    [
        (400, Check.CONTENT),
        (401, Check.SERVICE),
        (404, Check.SERVICE),
        (413, Check.SERVICE),
        (500, Check.SERVICE),
        (503, Check.SERVICE),
    ],
)
def test_its_refusals_are_told_in_words(node: Node, status: int, check: Check):
    """A CMS that it calls bad is a bad signature; when it fails, or a proxy answers, one tries again later."""
    node.status, node.answer = status, json.dumps({**UNREADABLE, "status": status}).encode()
    assert refused(identity().sign(CONTENT, NOW)) is check


@pytest.mark.slow
def test_its_no_to_a_certificate_is_no_word_of_a_changed_signature(node: Node):
    """Its `valid` is of the certificate too: our own checks say what is wrong; else it stays a no."""
    no = {**GOOD, "valid": False, "signers": [{"certificates": [{**CERTIFICATE, "valid": False}], "tsp": None}]}
    node.answer = json.dumps(no).encode()
    assert refused(identity(until=NOW - DAY).sign(CONTENT, NOW)) is Check.VALIDITY
    assert refused(identity(by="A stranger").sign(CONTENT, NOW)) is Check.CHAIN
    with pytest.raises(SignatureRefused, match="does not confirm"):
        checking.check(identity().sign(CONTENT, NOW), CONTENT, NOW, THE_HEAD)


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b"null", b'"valid"', b"\xff", b"[" * 200_000, b" " * 1_100_000]
)
def test_an_answer_that_is_none_is_a_failure_of_the_service(node: Node, answer: bytes):
    """A proxy's page is no word of NCANode's."""
    node.answer = answer
    assert refused(identity().sign(CONTENT, NOW)) is Check.SERVICE


def test_no_answer_is_a_failure_of_the_service(node: Node, setting):
    """Nobody listens there."""
    setting(signatures="ncanode", ncanode_url="http://127.0.0.1:9")
    assert refused(identity().sign(CONTENT, NOW)) is Check.SERVICE


def test_a_silent_one_is_waited_for_once(node: Node, setting, monkeypatch):
    """Who waits holds the procedure: for half a minute others hear at once that it does not answer."""
    monkeypatch.setattr(answers, "SILENT_SECONDS", 0.05)
    at = [1000.0]
    monkeypatch.setattr(clock, "elapsed", lambda: at[0])
    with socket.create_server(("127.0.0.1", 0)) as silent:
        setting(ncanode_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        signature = identity().sign(CONTENT, NOW)
        assert refused(signature) is Check.SERVICE
        silent.settimeout(5)
        silent.accept()[0].close()
        silent.settimeout(0)
        assert refused(signature) is Check.SERVICE
        with pytest.raises(BlockingIOError):
            silent.accept()
        at[0] += 31
        assert refused(signature) is Check.SERVICE
        silent.accept()[0].close()


def test_all_other_checks_are_ours(node: Node):
    """Chain, validity, revocation, key, IIN, BIN and right are asked the same way behind it."""
    assert refused(identity(by="A stranger").sign(CONTENT, NOW)) is Check.CHAIN
    assert refused(identity(iin="880923403754").sign(CONTENT, NOW)) is Check.IIN
