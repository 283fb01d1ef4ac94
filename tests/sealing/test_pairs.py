"""What is sealed for a pair opens after the release of its key alone; the release is recorded."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.sealing import key_pairs, wrapping
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key import outside
from qyzmet.sealing.wrapping import Purpose
from tests.test_house import modules, tree

NAME = "T-2026-000009"


@pytest.fixture
def pair(app: Flask) -> key_pairs.Pair:
    """The pair of a tender."""
    return key_pairs.make_pair(NAME)


def test_it_opens_after_the_release(pair: key_pairs.Pair):
    """Whatever was sealed for the pair before opens with the released key."""
    sealed = [key_pairs.seal_for(pair.public, NAME, secret, "ticket") for secret in (b"", b"48000000.00", bytes(72))]
    released = key_pairs.release(pair, NAME)
    assert [key_pairs.open_with(released, each, NAME, "ticket") for each in sealed] == [b"", b"48000000.00", bytes(72)]


def test_the_release_is_in_the_audit_trail(pair: key_pairs.Pair):
    """Who let the key out, and whose: the record stands in the transaction of the opening."""
    key_pairs.release(pair, NAME)
    record = db.session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(1)).one()
    assert (record.action, record.subject, record.chain) == ("release_seal", NAME, "sealing")


def test_another_name_releases_nothing(pair: key_pairs.Pair):
    """A pair is its tender's: copied into another tender's row it opens nothing and takes no bids."""
    with pytest.raises(SealBroken):
        key_pairs.release(pair, "T-2026-000010")
    with pytest.raises(SealBroken):
        key_pairs.seal_for(pair.public, "T-2026-000010", b"secret", "ticket")


def test_a_public_key_put_in_its_place_takes_nothing(pair: key_pairs.Pair):
    """Who can write into the database cannot have bids sealed for a key of their own."""
    other = key_pairs.make_pair("T-2026-000010").public
    for public in (other, other[:32] + pair.public[32:], pair.public[:32], pair.public[:32] + bytes(32), b""):
        with pytest.raises(SealBroken, match="not made here"):
            key_pairs.seal_for(public, NAME, b"secret", "ticket")
        with pytest.raises(SealBroken):
            key_pairs.release(replace(pair, public=public), NAME)


def test_a_private_key_put_in_its_place_releases_nothing(pair: key_pairs.Pair):
    """Neither another pair's, nor the same pair's older one, which was wrapped for this name."""
    older = key_pairs.make_pair(NAME).wrapped
    other = key_pairs.make_pair("T-2026-000010").wrapped
    not_a_pair = wrapping.wrap(outside.current(), Purpose.KEPT, bytes(32), NAME)
    for wrapped in (older, other, not_a_pair, pair.wrapped[:-1], b""):
        with pytest.raises(SealBroken):
            key_pairs.release(replace(pair, wrapped=wrapped), NAME)


def test_one_that_is_broken_stops_no_other(pair: key_pairs.Pair):
    """Each sealed thing is refused alone: changed, cut, of another context, or sealed for another pair."""
    sealed = key_pairs.seal_for(pair.public, NAME, b"secret", "bid B-1")
    other = key_pairs.make_pair("T-2026-000010")
    foreign = key_pairs.seal_for(other.public, "T-2026-000010", b"secret", "bid B-1")
    released = key_pairs.release(pair, NAME)
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for changed in (sealed[:-1], sealed + b"\0", sealed[1:], flipped, foreign, b""):
        with pytest.raises(SealBroken):
            key_pairs.open_with(released, changed, NAME, "bid B-1")
    with pytest.raises(SealBroken):
        key_pairs.open_with(released, sealed, NAME, "bid B-2")
    assert key_pairs.open_with(released, sealed, NAME, "bid B-1") == b"secret"


def test_a_released_key_is_not_shown(pair: key_pairs.Pair):
    """In a log or an error stands the public key alone."""
    released = key_pairs.release(pair, NAME)
    assert released.private.hex() not in repr(released)
    assert repr(released.private) not in repr(released)


def test_one_place_alone_releases():
    """`release` is called by no module of the application but the one that opens."""
    callers = []
    for name, path in modules().items():
        if name.startswith("qyzmet.sealing"):
            continue
        text = path.read_text(encoding="utf-8")
        if "release" not in text:
            continue
        if "qyzmet.sealing" in text and "pairs.release" in text.replace("(", " ").split():
            callers.append(name)
        imports = [alias.name for node in tree(path).body for alias in getattr(node, "names", [])]
        assert "release" not in imports, f"{name}: write pairs.release, so that it is found"
    assert len(callers) <= 1, callers
