"""Whose a request is, as far as can be said before anything of it is read: so that nobody's many stand before others'.

A credential belongs to the organisation in whose name it was seen to act last; one that was never seen counts as its
address's. It decides nothing but the order in which requests are taken.
"""

import hashlib
from collections import OrderedDict

from flask import Flask, Response, request

from qyzmet import context
from qyzmet.people.accounts import throttling

MOST_KNOWN = 10_000
_known: OrderedDict[bytes, str] = OrderedDict()


def _mark(credential: str) -> bytes:
    return hashlib.blake2b(credential.encode(errors="replace"), digest_size=16).digest()


def sender(credential: str, address: str) -> str:
    """The organisation that the credential is known to act for, else the address; of IPv6 a customer's network."""
    return (credential and _known.get(_mark(credential))) or throttling.network_of(address)


def address_of(headers: dict[str, str], peer: str, proxies: int) -> str:
    """Where a request comes from: what the trusted proxies say, else who is connected."""
    forwarded = [piece.strip() for piece in headers.get("X_FORWARDED_FOR", "").split(",")]
    return forwarded[-proxies] if proxies and len(forwarded) >= proxies and forwarded[-proxies] else peer


def _remember(response: Response) -> Response:
    credential = request.headers.get("Authorization") or request.headers.get("Cookie") or ""
    organisation = context.actor().organisation_bin
    if credential and organisation:
        mark = _mark(credential)
        _known[mark] = organisation
        _known.move_to_end(mark)
        if len(_known) > MOST_KNOWN:
            _known.popitem(last=False)
    return response


def register(app: Flask) -> None:
    """Remember of each request for whom its credential acts."""
    app.after_request(_remember)
