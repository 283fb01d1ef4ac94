"""A copy of the outside key under a passphrase, to be kept apart from the application and its backups.

Argon2id makes the passphrase costly to guess; XSalsa20-Poly1305 (libsodium's secretbox) encrypts the key.
"""

import base64
import binascii
import dataclasses
import json
import os
import unicodedata
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from qyzmet.sealing.faults import KeyFileError
from qyzmet.sealing.key import file as key_file
from qyzmet.sealing.key import text as key_text
from qyzmet.sealing.key.generations import OutsideKey

FORMAT = 1
SHORTEST = 12
_KIND = "qyzmet seal key backup"
_FEWEST_DIFFERENT = 5
# A file that asks for more was not written here.
_MOST_OPERATIONS = 20
_MOST_MEMORY = 1024 * 1024 * 1024
_LARGEST = 16 * 1024 * 1024

# Passes and bytes of memory by which a passphrase is stretched: libsodium's moderate ones, most of a second.
WORK = (argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
_work = WORK


def use_work(work: tuple[int, int]) -> tuple[int, int]:
    """Stretch passphrases of new copies by these passes and bytes; returns the former. Only tests have less of both."""
    global _work
    former, _work = _work, work
    return former


def check_passphrase(passphrase: str) -> None:
    """Raise KeyFileError for a passphrase that is soon guessed."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < _FEWEST_DIFFERENT:
        raise KeyFileError(
            f"The passphrase must have at least {SHORTEST} characters, not the same few over and over. "
            "Whoever guesses it has the key."
        )


def write(path: Path, key: OutsideKey, passphrase: str) -> None:
    """Write the copy to `path`, which must not exist; readable by its owner alone. Raises KeyFileError."""
    check_passphrase(passphrase)
    content = sealed(key, passphrase)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(f"{path} exists already, and a backup replaces nothing. Choose another name.") from error
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise KeyFileError(f"{path} cannot be written: {error.strerror or error}.") from error


def read(path: Path, passphrase: str) -> OutsideKey:
    """The key in the copy. Raises KeyFileError."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        return opened(content.decode("ascii"), passphrase)
    except UnicodeDecodeError:
        raise KeyFileError(f"{path} is no backup of a seal key.") from None
    except KeyFileError as fault:
        raise KeyFileError(f"{path}: {fault}") from None


def put_back(path: Path, key: OutsideKey) -> None:
    """Put the key from a copy into its place. Raises KeyFileError; what the copy lacks is never overwritten."""
    with key_file.locked(path):
        if not path.exists():
            key_file.create(path, key)
            return
        held = key_file.read(path).key
        lacking = held.ids - key.ids
        if lacking:
            names = ", ".join(sorted(each.hex() for each in lacking))
            raise KeyFileError(
                f"The key {path} holds what the copy lacks: generation {names}. Nothing was changed. If nothing was "
                "sealed under it, move the file aside first."
            )
        lost = (held.lost | key.lost) - key.ids
        key_file.replace(path, dataclasses.replace(key, lost=lost))


def sealed(key: OutsideKey, passphrase: str) -> str:
    """The copy as text."""
    salt = os.urandom(argon2id.SALTBYTES)
    operations, memory = _work
    box = SecretBox(_stretched(passphrase, salt, operations, memory))
    content = {
        "kind": _KIND,
        "format": FORMAT,
        "stretched_by": "argon2id",
        "operations": operations,
        "memory": memory,
        "salt": base64.b64encode(salt).decode(),
        "box": base64.b64encode(box.encrypt(key_text.written(key).encode())).decode(),
    }
    return json.dumps(content, indent=1) + "\n"


def opened(text: str, passphrase: str) -> OutsideKey:
    """The key in the text of a copy. Raises KeyFileError."""
    try:
        content = json.loads(text)
        if content["kind"] != _KIND or content["stretched_by"] != "argon2id":
            raise KeyFileError("this is no backup of a seal key.")
        if content["format"] != FORMAT:
            raise KeyFileError(f"its format is {str(content['format'])[:20]}, and this release knows {FORMAT}.")
        operations, memory = int(content["operations"]), int(content["memory"])
        if not (0 < operations <= _MOST_OPERATIONS and 0 < memory <= _MOST_MEMORY):
            raise KeyFileError("this backup was changed.")
        salt, boxed = (base64.b64decode(content[name], validate=True) for name in ("salt", "box"))
        box = SecretBox(_stretched(passphrase, salt, operations, memory))
    except (ValueError, KeyError, TypeError, RecursionError, CryptoError, binascii.Error):
        raise KeyFileError("this is no whole backup of a seal key.") from None
    try:
        return key_text.parsed(box.decrypt(boxed).decode())
    except (CryptoError, key_text.NotAKey, UnicodeDecodeError):
        raise KeyFileError("the passphrase is another one, or the backup is damaged.") from None


def _stretched(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    # The same letters are the same bytes, whichever keyboard they were typed on.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return argon2id.kdf(SecretBox.KEY_SIZE, typed, salt, opslimit=operations, memlimit=memory)
