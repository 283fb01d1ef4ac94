"""What a process keeps: the newest of each key, as much as there is room for; pieces as their macros write them."""

import threading

from flask import Flask, g
from flask_babel import force_locale

from qyzmet.web import rule_marks
from qyzmet.web.kept import kept_pieces
from qyzmet.web.kept.kept_pieces import Piece
from qyzmet.web.kept.memory import Kept

STATE = "macros/state.html"


def test_no_more_is_kept_than_there_is_room_for():
    """What was asked for least lately makes room; what is larger than all the room is not kept."""
    kept = Kept[str](100)
    for key in "ab":
        kept.keep(key, key, 40)
    assert kept.find("a") == "a"
    kept.keep("c", "c", 40)
    assert [kept.find(key) for key in "abc"] == ["a", None, "c"]
    kept.keep("c", "larger", 101)
    assert kept.find("c") is None
    kept.keep("d", "d", 60)
    assert (kept.find("a"), kept.find("d")) == ("a", "d")


def test_a_piece_is_written_once_for_its_values_and_language(app: Flask):
    """Other values and another language are another piece; what cannot be compared is written each time."""
    app.extensions["qyzmet_kept_pieces"] = kept = Kept[Piece](100_000)
    with app.test_request_context():
        first = kept_pieces.piece(STATE, "tag", ("<Одобрено>", "done"), "<Одобрено>", "done")
        assert first == '<strong class="qz-tag qz-tag--done">&lt;Одобрено&gt;</strong>'
        assert kept_pieces.piece(STATE, "tag", ("<Одобрено>", "done"), "not written anew") is first
        assert "other" in kept_pieces.piece(STATE, "tag", ("other", "done"), "other", "done")
        with force_locale("ru"):
            assert kept_pieces.piece(STATE, "tag", ("<Одобрено>", "done"), "anew") != first
        for word in ("one", "two"):
            assert word in kept_pieces.piece(STATE, "tag", {"not": "compared"}, word)
        assert kept.find("anything else") is None


def test_the_page_explains_the_rules_of_a_kept_piece(app: Flask):
    """Each page that shows the piece has the explanations at its end, not only the one for which it was written."""
    app.extensions["qyzmet_kept_pieces"] = Kept[Piece](100_000)
    for _turn in range(2):
        with app.test_request_context():
            rule_marks.mark("¶ 13")
            kept_pieces.piece("macros/timeline.html", "timeline", "one step", [{"text": "", "rule": "¶ 42"}])
            assert [each.title for each in rule_marks.notes()] == ["13-тармақ", "42-тармақ"]
            g.pop("rule_notes")


def test_what_many_ask_for_at_once_is_written_once():
    """Who comes while somebody writes waits until it is written, however that ended; then it is anybody's to write."""
    kept, waited, looked = Kept[str](100), [], threading.Semaphore(0)

    class Telling(str):
        """A key that tells when it is looked for: who is late to come would find nobody writing."""

        __slots__ = ()

        def __hash__(self) -> int:
            looked.release()
            return super().__hash__()

    assert not kept.wait_for_writer("a")
    others = [threading.Thread(target=lambda: waited.append(kept.wait_for_writer(Telling("a")))) for _each in range(3)]
    for each in others:
        each.start()
    for _each in others:
        assert looked.acquire(timeout=60)
    assert not kept.wait_for_writer("b")
    assert waited == []
    kept.done_writing("a")
    for each in others:
        each.join(60)
    assert waited == [True, True, True]
    assert not kept.wait_for_writer("a")
