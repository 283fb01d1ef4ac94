"""A form is open to its organisation alone until it is addressed to the opening, and to the opening alone besides."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from qyzmet.documents import storage
from qyzmet.documents.storage import TooLarge
from qyzmet.sealing import (
    blinding,
    contents,
    envelopes,
    for_application,
    for_organisation,
    key_pairs,
    receipts,
    sealed_storage,
)
from qyzmet.sealing.faults import SealBroken

NAME, OURS, THEIRS, CONTEXT = "T-2026-000009", "200140000017", "990540004034", "bid B-7K2M9Q"
FORM: dict[str, Any] = {"price_lease": "48000000.00", "answers": [{"criterion": "approach", "text": "Тәсіл"}]}


def test_a_draft_is_open_to_its_organisation_alone(app: Flask):
    """Another organisation, another bid, or another bid's content beside it: refused."""
    envelope = envelopes.seal(FORM, OURS, CONTEXT)
    assert envelopes.open_own(envelope, OURS, CONTEXT) == FORM
    other = envelopes.seal(FORM, OURS, CONTEXT)
    for held, organisation, context in (
        (envelope, THEIRS, CONTEXT),
        (envelope, OURS, "bid B-2"),
        (envelopes.Envelope(envelope.content, other.own), OURS, CONTEXT),
    ):
        with pytest.raises(SealBroken):
            envelopes.open_own(held, organisation, context)


def test_the_opening_reads_what_was_addressed_to_it(app: Flask):
    """The same content, through the second copy of its ticket; a draft has no such copy."""
    pair = key_pairs.make_pair(NAME)
    envelope = envelopes.seal(FORM, OURS, CONTEXT)
    addressed = envelopes.address(envelope.own, OURS, pair.public, NAME, CONTEXT)
    released = key_pairs.release(pair, NAME)
    assert envelopes.open_released(envelope.content, addressed, released, NAME, CONTEXT) == FORM
    assert envelopes.open_own(envelope, OURS, CONTEXT) == FORM
    with pytest.raises(SealBroken):
        envelopes.open_released(envelope.content, envelope.own, released, NAME, CONTEXT)
    with pytest.raises(SealBroken):
        envelopes.address(envelope.own, THEIRS, pair.public, NAME, CONTEXT)


@pytest.mark.parametrize("value", [None, 0, "", [], {}, FORM, {"текст": "ә" * 10_000, "деньги": "1.00"}])
def test_any_json_value_comes_back(app: Flask, value: Any):
    """Also nothing, and letters of all languages."""
    assert envelopes.open_own(envelopes.seal(value, OURS, CONTEXT), OURS, CONTEXT) == value


def test_two_forms_of_different_length_look_alike(app: Flask):
    """Neither the content's size nor that of the ticket tells a high price from a low one, or a short text."""
    short, long = envelopes.seal({"price": "1.00"}, OURS, CONTEXT), envelopes.seal(FORM, THEIRS, "bid B-2")
    assert len(short.content) == len(long.content)
    assert len(short.own) == len(long.own)


def test_nothing_that_is_kept_shows_whose_or_what_it_is(app: Flask):
    """In the bytes of the rows stand neither organisation nor price, text or context."""
    pair = key_pairs.make_pair(NAME)
    envelope = envelopes.seal(FORM, OURS, CONTEXT)
    row = envelope.content + envelope.own + envelopes.address(envelope.own, OURS, pair.public, NAME, CONTEXT)
    row += (
        blinding.blind("bidder", NAME, OURS)
        + for_application.seal_text(OURS, CONTEXT)
        + for_organisation.seal_own(OURS, b"x", CONTEXT)
    )
    for said in (OURS, "48000000", "Тәсіл", "B-7K2M9Q", NAME):
        assert said.encode() not in row


def test_short_texts_are_kept_for_the_application(app: Flask):
    """Whom a row belongs to comes back for the same context alone; its length does not show."""
    sealed = [for_application.seal_text(text, CONTEXT) for text in ("", OURS, "Тендер" * 5, "x" * 60)]
    assert len({len(each) for each in sealed}) == 1
    assert [for_application.open_text(each, CONTEXT) for each in sealed] == ["", OURS, "Тендер" * 5, "x" * 60]
    assert for_application.open_text(for_application.seal_text("ұзақ" * 100, CONTEXT), CONTEXT) == "ұзақ" * 100
    with pytest.raises(SealBroken):
        for_application.open_text(sealed[1], "bid B-2")
    with pytest.raises(SealBroken):
        for_application.open_text(for_application.seal_kept(b"\0\0\0\x40" + bytes(60), CONTEXT), CONTEXT)


def test_one_supplier_has_one_hash_in_a_tender_and_another_in_the_next(app: Flask):
    """So one bid a supplier can be held, and no two tenders be tied together."""
    ours = blinding.blind("bidder", NAME, OURS)
    assert blinding.blind("bidder", NAME, OURS) == ours
    others = [
        blinding.blind("bidder", NAME, THEIRS),
        blinding.blind("bidder", "T-2026-000010", OURS),
        blinding.blind("draft", NAME, OURS),
        blinding.blind("bidder", NAME + OURS),
    ]
    assert len({ours, *others}) == 5


def test_files_lie_sealed_and_come_back(app: Flask, tmp_path: Path):
    """What lies in the storage holds nothing of the content, and the same file twice lies there as two."""
    content = b"Price list: 48 000 000 tenge. " * 20_000
    kept_files = []
    for _time in range(2):
        incoming, ticket = sealed_storage.receive(tmp_path, io.BytesIO(content), len(content), CONTEXT)
        place = storage.keep(tmp_path, incoming)
        assert b"tenge" not in place.read_bytes()
        assert place.stat().st_size == contents.sealed_size(len(content))
        kept_files.append((incoming.sha256, ticket))
    assert kept_files[0][0] != kept_files[1][0]
    for name, ticket in kept_files:
        assert b"".join(sealed_storage.opened(tmp_path, name, ticket, CONTEXT)) == content
    with pytest.raises(TooLarge):
        sealed_storage.receive(tmp_path, io.BytesIO(content), len(content) - 1, CONTEXT)
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize("spoil", ["cut", "longer", "gone", "changed"])
def test_a_spoilt_file_is_refused(app: Flask, tmp_path: Path, spoil: str):
    """One of another size before the first piece comes, a changed one at the latest before the last."""
    incoming, ticket = sealed_storage.receive(tmp_path, io.BytesIO(bytes(1_000_000)), 1_000_000, CONTEXT)
    place = storage.keep(tmp_path, incoming)
    held = place.read_bytes()
    if spoil == "gone":
        place.unlink()
    else:
        place.write_bytes({"cut": held[:-1], "longer": held + b"\0", "changed": held[:-1] + b"\0"}[spoil])
    pieces = sealed_storage.opened(tmp_path, incoming.sha256, ticket, CONTEXT)
    if spoil == "changed":
        assert next(pieces)
    with pytest.raises(SealBroken):
        list(pieces)


def test_a_receipt_proves_what_was_handed_in():
    """It fits this value with the salt from inside the seal, and no other; without the salt no price can be tried."""
    value = {**FORM, "received_at": "2026-03-20T23:59:59.999+05:00", "files": ["ab" * 32]}
    receipt = receipts.make_receipt(value)
    assert len(receipt.hash) == 64
    assert receipts.fits(receipt.hash, receipt.salt, dict(reversed(value.items())))
    assert receipts.fits(f" {receipt.hash.upper()}\n", receipt.salt, value)
    assert not receipts.fits(receipt.hash, receipt.salt, {**value, "price_lease": "48000000.01"})
    assert not receipts.fits(receipt.hash, "00" * 32, value)
    assert not receipts.fits("қолхат", receipt.salt, value)
    assert receipts.make_receipt(value).hash != receipt.hash
    assert receipt.salt not in repr(receipt)
