"""Sealing a bid of 5 MB against encrypting it at one stroke: `python -m bench.sealing`.

The baseline is PyNaCl's XChaCha20-Poly1305 over the same bytes in one call, which needs the content in memory whole and
neither hashes nor fills it up. Sealing does it in pieces, with the SHA-256 of the content that receipts rest on.
"""

import hashlib
import io
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacl import bindings

from qyzmet import clock
from qyzmet.documents import storage
from qyzmet.sealing import contents, sealed_storage

SIZE = 5 * 1024 * 1024
ROUNDS = 25
TARGET = 3.0
CONTEXT = "bid B-7K2M9Q"


def seconds(call: Callable[[], Any]) -> float:
    """How long one call takes."""
    before = clock.elapsed()
    call()
    return clock.elapsed() - before


def measure(folder: Path) -> dict[str, float]:
    """Medians of each, and of the ratios within a round: what else the machine does then weighs on both alike."""
    content = os.urandom(SIZE)
    key, nonce = os.urandom(32), os.urandom(24)
    sealed, ticket = contents.seal_bytes(content, CONTEXT)
    digest = hashlib.sha256(content).hexdigest()

    def plain() -> bytes:
        return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(content, b"", nonce, key)

    def store_plain() -> None:
        storage.keep(folder, storage.receive(folder, io.BytesIO(content), SIZE))

    def store_sealed() -> None:
        storage.keep(folder, sealed_storage.receive(folder, io.BytesIO(content), SIZE, CONTEXT)[0])

    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> float:
        found.setdefault(name, []).append(value)
        return value

    for _round in range(ROUNDS):
        baseline = note("XChaCha20-Poly1305 at one stroke, ms", 1000 * seconds(plain))
        sealing = note("sealing, ms", 1000 * seconds(lambda: contents.seal_bytes(content, CONTEXT)))
        opening = note("opening, ms", 1000 * seconds(lambda: contents.open_bytes(sealed, ticket, CONTEXT)))
        note("sealing / one stroke", sealing / baseline)
        note("opening / one stroke", opening / baseline)
        open_store = note("kept in the storage as it is, ms", 1000 * seconds(store_plain))
        note("sealed in the storage / as it is", 1000 * seconds(store_sealed) / open_store)
    assert storage.path_of(folder, digest).stat().st_size == SIZE
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Print the measures; exit 1 when a ratio is above the target."""
    with tempfile.TemporaryDirectory() as folder:
        measures = measure(Path(folder))
    if "--json" in sys.argv[1:]:
        print(json.dumps(measures, indent=2))
    else:
        for name, value in measures.items():
            verdict = "" if "/" not in name else "met" if value <= TARGET else "MISSED"
            print(f"{name:<60} {value:>10.2f} {verdict}".rstrip())
    if any(value > TARGET for name, value in measures.items() if "/" in name):
        sys.exit(1)


if __name__ == "__main__":
    main()
