"""The outside key as text: JSON with the format's version and a checksum, in the file and inside its backup."""

import base64
import binascii
import datetime as dt
import hashlib
import json
from typing import Any

from qyzmet.database import canonical_json
from qyzmet.sealing.key.derivation import KEY_BYTES
from qyzmet.sealing.key.generations import Generation, OutsideKey, State, identity_of

FORMAT = 1
_KIND = "qyzmet seal key"


class NotAKey(Exception):
    """The text is no whole outside key of a format that this release knows; the text says what is wrong."""


def written(key: OutsideKey) -> str:
    """The key as text. The checksum tells accident, not malice: whoever can write the file can write it too."""
    content = {
        "kind": _KIND,
        "format": FORMAT,
        "index": _base64(key.index),
        "generations": [_generation(each) for each in key.generations],
        "lost": sorted(each.hex() for each in key.lost),
    }
    return json.dumps({**content, "checksum": _checksum(content)}, indent=1) + "\n"


def parsed(text: str) -> OutsideKey:
    """The key that was written. Raises NotAKey, whose text holds nothing of the secrets."""
    try:
        content = json.loads(text)
        checksum = content.pop("checksum")
        if content["kind"] != _KIND:
            raise NotAKey("it is something else")
        if content["format"] != FORMAT:
            raise NotAKey(f"its format is {str(content['format'])[:20]}, and this release knows {FORMAT}")
        if checksum != _checksum(content):
            raise NotAKey("its checksum does not fit")
        key = _key(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        # The cause would show pieces of the text.
        raise NotAKey("it is cut off or was changed") from None
    _check(key)
    return key


def _generation(each: Generation) -> dict[str, Any]:
    return {
        "id": each.name,
        "created": each.created.isoformat(),
        "retired": None if each.retired is None else each.retired.isoformat(),
        "state": each.state.value,
        "secret": _base64(each.secret),
    }


def _key(content: dict[str, Any]) -> OutsideKey:
    generations = tuple(
        Generation(
            secret=base64.b64decode(each["secret"], validate=True),
            id=bytes.fromhex(each["id"]),
            created=dt.datetime.fromisoformat(each["created"]),
            state=State(each["state"]),
            retired=None if each["retired"] is None else dt.datetime.fromisoformat(each["retired"]),
        )
        for each in content["generations"]
    )
    lost = frozenset(bytes.fromhex(each) for each in content["lost"])
    return OutsideKey(base64.b64decode(content["index"], validate=True), generations, lost)


def _check(key: OutsideKey) -> None:
    states = [each.state for each in key.generations]
    if states.count(State.ACTIVE) != 1 or states.count(State.NEXT) > 1:
        raise NotAKey("not exactly one of its generations is active")
    if len(key.index) != KEY_BYTES or any(len(each.secret) != KEY_BYTES for each in key.generations):
        raise NotAKey("a secret in it has the wrong length")
    if any(each.id != identity_of(each.secret, key.index) for each in key.generations):
        raise NotAKey("a generation in it is not the one that it is named")


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
