"""Secrets: how they are made, which hash of them is kept, and how one that must be read again is sealed.

A secret made here has 256 random bits, so that a plain SHA-256 of it gives nothing away. What people choose
(passwords) goes through `passwords`, and what has few possibilities (addresses, e-mails) through `keyed_hash`.
"""

import base64
import functools
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

SECRET_BYTES = 32


class NotReadable(Exception):
    """A sealed text cannot be opened: it was sealed under another secret key, or changed."""


def new_secret() -> str:
    """A new secret of 256 random bits, in letters that an address or a header can hold."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is kept of a secret: its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def keyed_hash(purpose: str, text: str) -> bytes:
    """A hash of 32 bytes that nobody can look up without the secret key; for e-mails and addresses."""
    return hmac.digest(_key(f"hash:{purpose}"), text.encode("utf-8", "replace"), "sha256")


def seal(purpose: str, text: str) -> str:
    """The text, encrypted and authenticated under a key of its own derived from the secret key."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """The text of `seal`. Raises NotReadable when the secret key is another one now."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise NotReadable("This was sealed under another secret key.") from error


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(f"seal:{purpose}")))


def _key(purpose: str) -> bytes:
    return _derived(str(current_app.config["QYZMET"].secret_key), purpose)


@functools.lru_cache(maxsize=32)
def _derived(secret_key: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"qyzmet {purpose}".encode()).derive(secret_key.encode())
