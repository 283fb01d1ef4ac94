"""An address for e-mail as mail servers understand it: ASCII before the @ sign, a domain in punycode after it. Pure."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address

# Unquoted, as people type names: «Қызмет», АО <no-reply@qyzmet.kz>.
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST, LONGEST_LOCAL = 254, 64


def read(text: str) -> Address:
    """The address that stands in a text, alone or as `Name <address>`; its domain comes out in punycode.

    Raises ValueError, whose text says in English what is wrong, for everything that no mail server takes.
    """
    if _CONTROLS.search(text):
        raise ValueError("it holds characters that no address has")
    named = _NAMED.fullmatch(text.strip())
    name, address = (named["name"], named["address"]) if named else ("", text)
    local, sign, domain = address.strip().rpartition("@")
    if not sign or not local or not domain:
        raise ValueError("it must look like name@example.kz")
    if not local.isascii():
        raise ValueError("before the @ sign stand Latin letters, digits and signs only")
    try:
        found = Address(_unquoted(name), local, _in_ascii(domain))
        # Reading it back refuses what would have to be quoted, such as a space or a second @ sign.
        plain = Address(addr_spec=f"{local}@{found.domain}") == Address("", local, found.domain)
    except (ValueError, IndexError, HeaderParseError):
        plain = False
    if not plain or len(local) > LONGEST_LOCAL or len(found.addr_spec) > LONGEST:
        raise ValueError("it must look like name@example.kz")
    return found


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def _in_ascii(domain: str) -> str:
    try:
        found = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the domain is none") from error
    if not all(map(_LABEL.fullmatch, found.split("."))):
        raise ValueError("the domain is none")
    return found
