"""What stands in NCALayer's place in tests: a server on this computer that answers as NCALayer does, over wss."""

import base64
import datetime as dt
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Json = dict[str, Any]
# What NCALayer answers to a request for a signature: bytes as they are; nothing where it ends instead.
Answers = Callable[[bytes], Json | bytes | None]

CANCELLED: Json = {"status": True, "body": {}}
BUSY: Json = {"status": False, "code": "500", "message": "NCALayer is busy", "details": ""}
FAILED: Json = {"status": False, "code": "500", "message": "java.lang.IllegalStateException", "details": "token"}
ENDS = None
NO_WORDS = b"<html>"
NO_KEY: Json = {"status": False, "code": "500", "message": "Certificate not found", "details": ""}

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE = 1, 8


def signed_by(sign: Callable[[bytes], bytes]) -> Answers:
    """NCALayer whose user chooses a key."""

    def answer(content: bytes) -> Json:
        lines = base64.encodebytes(sign(content)).decode()
        return {"status": True, "body": {"result": [f"-----BEGIN CMS-----\n{lines}-----END CMS-----\n"]}}

    return answer


@contextmanager
def running(port: int, folder: Path, answer: Answers) -> Iterator[list[Json]]:
    """Within the block NCALayer answers; gives what it was asked."""
    asked: list[Json] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))
    with socket.create_server(("127.0.0.1", port), reuse_port=True) as server:
        serving = threading.Thread(target=_serve, args=(server, context, answer, asked), daemon=True)
        serving.start()
        yield asked
        server.shutdown(socket.SHUT_RDWR)
        serving.join(10)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "ncalayer.pem", folder / "ncalayer.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def _serve(server: socket.socket, context: ssl.SSLContext, answer: Answers, asked: list[Json]) -> None:
    while True:
        try:
            plain, _address = server.accept()
        except OSError:
            return  # The block has ended.
        with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
            _speak(connection, answer, asked)


def _speak(connection: ssl.SSLSocket, answer: Answers, asked: list[Json]) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        got = connection.recv(4096)
        if not got:
            return
        head += got
    lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    key = next(value for name, value in lines.items() if name.lower() == b"sec-websocket-key")
    accepted = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
    )
    _send(connection, {"result": {"version": "1.4"}})
    while (text := _read(connection)) is not None:
        request = json.loads(text)
        if request["module"] != "kz.gov.pki.knca.basics":
            # The client asks whether it is KAZTOKEN mobile; NCALayer knows no such module.
            _send(connection, {"code": "500", "message": "no such module"})
            continue
        asked.append(request)
        said = answer(base64.b64decode(request["args"]["data"]))
        if said is None:
            return
        _send(connection, said)


def _send(connection: ssl.SSLSocket, said: Json | bytes) -> None:
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    size = bytes([len(data)]) if len(data) < 126 else bytes([126]) + len(data).to_bytes(2)
    connection.sendall(bytes([0x80 | _TEXT]) + size + data)


def _read(connection: ssl.SSLSocket) -> bytes | None:
    """The next text from the browser; None once it has closed."""
    first = _exactly(connection, 2)
    if not first or first[0] & 0x0F == _CLOSE:
        return None
    size = first[1] & 0x7F
    if size == 126:
        size = int.from_bytes(_exactly(connection, 2))
    elif size == 127:
        size = int.from_bytes(_exactly(connection, 8))
    mask = _exactly(connection, 4)
    return bytes(each ^ mask[place % 4] for place, each in enumerate(_exactly(connection, size)))


def _exactly(connection: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        got = connection.recv(size - len(found))
        if not got:
            return b""
        found += got
    return found
