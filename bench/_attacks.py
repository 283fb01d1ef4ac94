"""Clients that mean no good, in a process of their own: `python -m bench._attacks NAME PORT SECONDS`."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Awaitable, Callable

HOST = "127.0.0.1"
_PAUSE = 2.0
# All storming connections together, bytes a second: a line of 300 Mbit/s.
_STORM_RATE, _STORM_FILE = 36 << 20, 20 << 20
_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="act.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
)
_FORM_END = b"\r\n--b--\r\n"


async def _open(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(HOST, port)


async def _drip(port: int, beginning: bytes) -> None:
    """Send the beginning, then a byte now and then."""
    _reader, writer = await _open(port)
    writer.write(beginning)
    while not writer.is_closing():
        await asyncio.sleep(_PAUSE)
        writer.write(b"a")
        await writer.drain()


async def _slow_head(port: int) -> None:
    await _drip(port, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")


async def _slow_body(port: int) -> None:
    await _drip(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")


async def _slow_reader(port: int) -> None:
    """Ask for much, over and over, and read none of it."""
    connected = socket.socket()
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connected.setblocking(False)
    loop = asyncio.get_running_loop()
    with connected:
        await loop.sock_connect(connected, (HOST, port))
        while True:
            await loop.sock_sendall(connected, b"GET /static/build/qyzmet.css HTTP/1.1\r\nHost: a\r\n\r\n")
            await asyncio.sleep(0.5)


async def _idle(port: int) -> None:
    reader, _writer = await _open(port)
    await reader.read()


async def _storm(port: int) -> None:
    """One large file after the other, with a token that nobody has."""
    reader, writer = await _open(port)
    size = len(_FORM) + _STORM_FILE + len(_FORM_END)
    head = (
        "POST /api/v1/documents HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer nobody\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {size}\r\n\r\n"
    )
    writer.write(head.encode() + _FORM)
    piece = bytes(256 * 1024)
    for _each in range(_STORM_FILE // len(piece)):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(len(piece) * STORMING / _STORM_RATE)
    writer.write(_FORM_END)
    await writer.drain()
    await reader.read()
    writer.close()


STORMING = 12
ATTACKS: dict[str, tuple[Callable[[int], Awaitable[None]], int]] = {
    "slow heads": (_slow_head, 200),
    "slow bodies": (_slow_body, 200),
    "slow readers": (_slow_reader, 100),
    "idle": (_idle, 500),
    "upload storm": (_storm, STORMING),
}


async def _again_and_again(client: Callable[[int], Awaitable[None]], port: int) -> None:
    while True:
        with contextlib.suppress(OSError):
            await client(port)
        await asyncio.sleep(0.2)


async def _attack(name: str, port: int, seconds: float) -> None:
    client, count = ATTACKS[name]
    running = [asyncio.create_task(_again_and_again(client, port)) for _each in range(count)]
    await asyncio.sleep(seconds)
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_attack(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
