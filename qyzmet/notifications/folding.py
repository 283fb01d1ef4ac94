"""How the headers of our e-mails are written: what people read comes back to them as it was, every space in its place.

The standard library's own folding loses spaces between encoded words, and does so differently from version to version
(https://github.com/python/cpython/issues/92081). So a subject and a sender's name are encoded here, whole.
"""

import base64
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

# A line with encoded words has at most 76 characters (RFC 2047, section 2): nine are "Subject: ", twelve stand around
# the text, and 39 bytes of it make 52 of Base64.
_BYTES = 39
# A line should not be longer (RFC 5322, section 2.1.1); a name and what stands behind it need some of it.
_SHORT = 60


def encoded(text: str) -> str:
    """The text as a header may hold it: as it is where it is short and plain, else in encoded words.

    Each encoded word holds whole characters, and every space stands within one: those between them are no text.
    """
    plain = text.isascii() and text.isprintable() and text == " ".join(text.split()) and "=?" not in text
    if plain and len(text) <= _SHORT:
        return text
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in _pieces(text))


def _pieces(text: str) -> list[bytes]:
    pieces = [b""]
    for character in text:
        more = character.encode()
        if len(pieces[-1]) + len(more) > _BYTES:
            pieces.append(b"")
        pieces[-1] += more
    return pieces


def sender(address: Address) -> str:
    """An address with its name as a header may hold it."""
    name = encoded(address.display_name)
    if not name:
        return address.addr_spec
    if name == address.display_name:
        return str(address)
    return f"{name}\r\n <{address.addr_spec}>"


class Folding(EmailPolicy):
    """The policy of our messages: the standard one for SMTP, with subject and sender written as above."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A subject is kept as it is: what looks like an encoded word in it is text."""
        return (name, value) if name.lower() == "subject" else super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        """The header's lines, each with its end."""
        return _written(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same in bytes."""
        written = _written(name, value)
        return written.encode("ascii") if written else super().fold_binary(name, value)


def _written(name: str, value: Any) -> str | None:
    match name.lower():
        case "subject":
            return f"{name}: {encoded(str(value))}\r\n"
        case "from":
            return f"{name}: {', '.join(map(sender, value.addresses))}\r\n"
    return None


POLICY = Folding(linesep="\r\n")


def message() -> EmailMessage:
    """An empty message under this policy."""
    return EmailMessage(policy=POLICY)
