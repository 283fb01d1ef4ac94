"""The procedure's pictures: laid out for the tables as they are, nothing on anything else, the same as a list."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from flask import Flask
from flask_babel import force_locale

from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.pictures import text, usual_way
from qyzmet.procedure.pictures.in_a_list import in_a_list
from qyzmet.procedure.pictures.places import Picture, file_name, placed
from qyzmet.procedure.pictures.states_and_moves import SMALL_SIZE, STATE_SIZE, TITLE_SIZE, cards, graphs
from qyzmet.procedure.table import Procedure

pytestmark = pytest.mark.once
LANGUAGES = ["kk", "ru", "en"]


class Area(NamedTuple):
    """A rectangle by its corners."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def stretches(points: Sequence[tuple[float, float]]) -> Iterator[Area]:
    """The straight pieces of a line, without the last unit at its ends: there it touches its boxes."""
    for (x, y), (to_x, to_y) in pairwise(points):
        yield Area(
            min(x, to_x) - 0.5, min(y, to_y) + 0.5, max(x, to_x) + 0.5, max(max(y, to_y) - 0.5, min(y, to_y) + 1)
        )


def lengths(table: Procedure) -> dict[str, int]:
    """Two digits: most terms' lengths."""
    return {term.key: 15 for term in table.terms}


def pictures(language: str) -> Iterator[tuple[str, Picture]]:
    """Every picture of every kind in a language, by a name; fails where one is out of date."""
    for kind in kinds().values():
        for key, table in kind.tables.items():
            for place, graph in enumerate(graphs(table, lengths(table))):
                name = file_name(table.kind, key, language, place)
                picture = placed(graph, name)
                assert picture is not None, f"{name} is out of date: make diagrams"
                yield name, picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_of_the_table_as_it_is(app: Flask, language: str) -> None:
    """What is laid out is what the tables and texts say now; otherwise make has to run again."""
    with app.test_request_context(), force_locale(language):
        shown = {name.split(".")[0] for name, _picture in pictures(language)}
    assert shown == set(kinds())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_on_anything_else(app: Flask, language: str) -> None:
    """No box lies on another, no line runs under a box, every line of words fits into its box."""
    sizes = {"state": (STATE_SIZE, True), "title": (TITLE_SIZE, True), "quiet": (SMALL_SIZE, False)}
    with app.test_request_context(), force_locale(language):
        for name, picture in pictures(language):
            areas = {
                box.node.key: Area(box.x, box.y, box.x + box.node.width, box.y + box.node.height)
                for box in picture.boxes
            }
            for (one, area), (other, another) in combinations(areas.items(), 2):
                assert not area.meets(another), (name, one, other)
            for arrow in picture.arrows:
                for stretch in stretches(arrow.points):
                    under = [key for key, area in areas.items() if area.meets(stretch)]
                    assert under == [], (name, arrow.from_, arrow.to)
            for box in picture.boxes:
                for line in box.node.lines:
                    size, bold = sizes.get(line.style, (SMALL_SIZE, False))
                    assert text.width(line.words, size, bold=bold) <= box.node.width, (name, line.words)
                assert len(box.node.lines) * 17 <= box.node.height, (name, box.node.key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_readable_on_an_a4_sheet(app: Flask, language: str) -> None:
    """Shrunk to a sheet's 690 × 940 units, the letters of 12 units are not smaller than 6 points (8 units)."""
    with app.test_request_context(), force_locale(language):
        for name, picture in pictures(language):
            assert 12 * min(1, 690 / picture.width, 940 / picture.height) >= 8, name


def test_every_state_and_every_move_is_drawn_once(app: Flask) -> None:
    """Each move that leads on is on one card, each card in one picture; a card without lines names its states."""
    with app.test_request_context(), force_locale("en"):
        for kind in kinds().values():
            for table in kind.tables.values():
                drawn = graphs(table, lengths(table))
                keys = [node.key for graph in drawn for node in graph.nodes if not node.is_state]
                assert sorted(keys) == sorted(card.key for card in cards(table))
                assert {node.key for graph in drawn for node in graph.nodes if node.is_state} >= set(table.states)
                on_cards = [move for card in cards(table) for move in card.moves]
                leading = [move for move in table.moves if move.to]
                assert len(on_cards) == len(leading)
                assert all(move in on_cards for move in leading)
                for card in cards(table):
                    node = next(node for graph in drawn for node in graph.nodes if node.key == card.key)
                    said = " ".join(line.words for line in node.lines)
                    if not card.drawn_from:
                        assert all(table.states[state] in said for state in card.from_), said


def test_the_room_of_a_box_does_not_depend_on_how_long_a_term_is(app: Flask) -> None:
    """An administrator may change a house rule: the picture stays, with the new number in it."""
    with app.test_request_context(), force_locale("ru"):
        for kind in kinds().values():
            for table in kind.tables.values():
                outlines = [
                    [graph.outline() for graph in graphs(table, {term.key: days for term in table.terms})]
                    for days in (1, 15, 120)
                ]
                assert outlines[0] == outlines[1] == outlines[2]


def test_the_list_says_what_the_picture_says(app: Flask) -> None:
    """On a narrow screen a list stands in: every state, and with it every move that leads on from it."""
    with app.test_request_context(), force_locale("en"):
        for kind in kinds().values():
            for table in kind.tables.values():
                told = {
                    (state.title, move.title, move.to)
                    for state in in_a_list(table, lengths(table))
                    for move in state.leading
                }
                assert told == {
                    (table.states[state], move.title, table.states[move.to])
                    for move in table.moves
                    if move.to
                    for state in move.from_
                }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_way_has_room_for_its_words(app: Flask, language: str) -> None:
    """Eight to ten steps, each of acts and terms that the tables know; no label lies on a box, a line or a label."""
    with app.test_request_context(), force_locale(language):
        tables = [table for kind in kinds().values() for table in kind.tables.values()]
        steps = usual_way.in_words(tables, {table.kind: lengths(table) for table in tables})
        picture = usual_way.picture(steps)
    assert 8 <= len(steps) <= 10
    assert all(step.terms for step in steps[1:-1])
    things = [Area(step.x, step.y, step.x + usual_way.BOX, step.y + step.height) for step in picture.steps]
    for step in picture.steps:
        for words in step.title:
            assert text.width(words, usual_way.TITLE_SIZE, bold=True) <= usual_way.BOX, words
        assert all(text.width(words, SMALL_SIZE) <= usual_way.BOX for words in step.rules), step.rules
        for place, words in enumerate(step.labels):
            wide = text.width(words, SMALL_SIZE)
            left = step.label_x - wide if step.to_the_left else step.label_x
            base = step.label_y + usual_way.LINE * place
            things.append(Area(left, base - 11, left + wide, base + 3))
            assert left >= 0
            assert left + wide <= picture.width
    for one, other in combinations(things, 2):
        assert not one.meets(other)
    for step in picture.steps:
        for stretch in stretches(step.arrow):
            assert not any(thing.meets(stretch) for thing in things)
