"""Which moves of all rooms can be signed, and what a manifest of each says in words."""

import re

import pytest
from flask import Flask
from flask_babel import force_locale

from qyzmet.procedure.table import Move
from qyzmet.signatures import manifest
from qyzmet.signatures.demanded import can_be_signed
from qyzmet.vocabulary import Role
from tests.procedure.test_triples import TABLES

pytestmark = pytest.mark.once

# What people do and nobody signs, each with its reason; whatever else they do binds, or is signed all the same.
UNSIGNED = {
    "save": "a draft is nobody's word yet; its filing is signed, with all that stands in it",
    "hand_over": "the office's own affair: a specialist has made ready what a head signs",
    "draft_opinion": "the head gives the opinion and signs it then",
    "amend": "begins a draft beside what is in force; its approval is signed (passports, programmes)",
    "ask": "H21: nobody learns who asked, and a signature names its signer",
    "answer": "an explanation; what it changes is an amendment, which is signed",
}
# Keys of the program: with an underscore, or a role as the data has it.
_KEYS = re.compile(r"\b[a-z]+_[a-z_]+\b|\bhead\b|\bspecialist\b|\bmember\b")


def test_every_move_of_a_person_can_be_signed_or_says_why_not():
    """A new move is decided upon here: it binds, it is signed all the same, or there is a reason."""
    unsigned = {
        move.action for table in TABLES for move in table.moves if not move.consequence and not can_be_signed(move)
    }
    assert unsigned == set(UNSIGNED)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_the_manifest_of_every_move_is_said_in_words(app: Flask, table):
    """Act with its rule, procedure, version, signer, role, instant, hashes of what it carries and of each document: in
    three languages, without a key of the program.
    """
    moves: dict[str, Move] = {move.action: move for move in table.moves if can_be_signed(move)}
    assert moves
    for action, move in moves.items():
        role = move.seats[0].value if move.seats else (move.roles or (Role.HEAD,))[0].value
        text = manifest.written(
            manifest.Facts(
                action=action,
                title=move.title,
                rule=move.rule,
                kind=table.kind,
                number="AR-2026-000001",
                called="Экспорт",
                version=7,
                body={"grounds": "да"},
                data={"function": "Экспорт"},
                besides=None,
                documents={"D-5": "f" * 64},
                signer=manifest.Signer(
                    "U-1", "Сәрсенова Зәуре", role, "990540004034", {"kk": "Б", "ru": "Б", "en": "Б"}
                ),
                at="2026-03-02T09:00:00+05:00",
                salt="x",
            )
        )
        said = {}
        with app.test_request_context():
            for language in ("kk", "ru", "en"):
                with force_locale(language):
                    lines = dict(manifest.lines(text, language, lambda document: f"план.pdf ({document})"))
                said[language] = list(lines.values())
                assert len(lines) == 9, action
                assert any("план.pdf (D-5)" in label for label in lines)
                assert {
                    manifest.hash_of({"grounds": "да"}),
                    manifest.hash_of({"function": "Экспорт"}),
                    "f" * 64,
                } <= set(lines.values())
                if language != "en":
                    assert not _KEYS.search(" ".join((*lines, *lines.values()))), (action, language)
        assert said["kk"][0] != said["ru"][0] != said["en"][0], action
