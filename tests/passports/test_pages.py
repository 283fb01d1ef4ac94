"""The pages of a passport: each state in each language, writing it, the order of its steps, comparing, the list."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.passports import sample
from qyzmet.passports.diagram import drawing, said
from qyzmet.passports.passport import draft
from qyzmet.passports.rules import comparison, durations
from qyzmet.passports.rules.durations import Compared, Span
from qyzmet.passports.rules.steps import Course, entries, faults
from tests.passports import passports
from tests.requests.conftest import House
from tests.sampled import sampled
from tests.signing_in import post, sign_in

LANGUAGES = ("kk", "ru", "en")
STATES = (passports.drafted, passports.approved, passports.amended)


@pytest.mark.slow
@pytest.mark.parametrize("state", sampled(STATES, 3, asking_alike=True), ids=lambda state: state.__name__)
@pytest.mark.parametrize("key", ["specialist", "head"])
def test_everybody_reads_each_state_in_each_language(house: House, client: FlaskClient, state, key: str):
    """No page breaks, and each action that is offered has a page of its own."""
    made = state(house)
    db.session.commit()
    sign_in(client, house[key])
    for language in LANGUAGES:
        page = client.get(f"{made.path}?lang={language}")
        assert page.status_code == 200
    for action in {line.split('"')[0] for line in page.text.split(f"{made.path}/act/")[1:]}:
        assert client.get(f"{made.path}/act/{action}").status_code == 200, action
    for part in (
        "check",
        "print",
        "compare",
        "diagram.svg",
        "bpmn",
        "data.json",
        "print/passport.pdf",
        "print/passport.docx",
    ):
        if part != "check" or made.state == "draft":
            assert client.get(f"{made.path}/{part}").status_code == 200, part


@pytest.mark.slow
def test_it_is_written_section_by_section(house: House, client: FlaskClient):
    """Steps typed on a page get their keys; a condition then leads to them; what is wrong is marked at its field."""
    sign_in(client, house["specialist"])
    path = post(client, "/passports/new").headers["Location"]
    assert client.get(f"{path}?lang=en").status_code == 200
    for number in range(1, 6):
        assert client.get(f"{path}/section/{number}?lang=en").status_code == 200
    typed = {
        "steps-0-kind": "condition",
        "steps-0-name": "Всё ли есть?",
        "steps-1-kind": "step",
        "steps-1-name": "Ответ",
        "steps-1-by": "Responsible executor",
        "steps-1-time-value": "10",
        "steps-1-time-unit": "working_day",
        "steps-2-kind": "refusal",
        "steps-2-text": "Отказ",
    }
    added = post(client, f"{path}/section/4?lang=en", typed | {"add": "steps"})
    assert added.status_code == 200
    # Before anything is saved, the other entries can be chosen already.
    assert '<option value="r1">3. Отказ</option>' in added.text
    assert (
        post(client, f"{path}/section/4", typed | {"steps-0-yes": "s1", "steps-0-no": "r1", "back": "1"}).status_code
        == 302
    )
    with house.as_("specialist"):
        found = client.get(f"{path}/data.json").json["steps"]
    assert [(each["key"], each["kind"]) for each in found] == [("c1", "condition"), ("s1", "step"), ("r1", "refusal")]
    assert (found[1]["by"], found[1]["time"]) == ("executor", {"value": 10, "unit": "working_day"})
    assert "Responsible executor" in client.get(f"{path}/section/4").text
    typed |= {"steps-0-yes": "s1", "steps-0-no": "r1"}
    moved = {}
    for key, value in typed.items():
        row, rest = key.removeprefix("steps-").split("-", 1)
        moved[f"steps-{ {'0': '1', '1': '0'}.get(row, row) }-{rest}"] = value
    assert post(client, f"{path}/section/4", moved | {"back": "1"}).status_code == 302
    assert "loop" in client.get(f"{path}/check?lang=en").text


def _rows(page: str) -> list[tuple[str, str]]:
    """The rows of the steps as a page has them: what is typed into the name, and whether the row is open."""
    names = re.findall(r'<textarea[^>]* name="steps-(\d+)-name"[^>]*>\s([^<]*)</textarea>', page)
    assert [int(number) for number, _name in names] == list(range(len(names)))
    folds = re.findall(r'<details class="qz-step-row__fold"( open)?>', page)
    return [(name, opened.strip()) for (_number, name), opened in zip(names, folds, strict=True)]


@pytest.mark.slow
def test_thirty_steps_are_lines_that_open_move_and_take_one_after_them(house: House, client: FlaskClient):
    """Without scripts: nothing is saved before one says so, nothing typed is lost, and the new row is the open one."""
    steps = [passports.step(f"s{at}", f"Шаг {at}", "executor", time=(at, "minute")) for at in range(1, 31)]
    with house.as_("specialist"):
        made = draft.draft(passports.data(steps=steps))
    db.session.commit()
    sign_in(client, house["specialist"])
    path = f"{made.path}/section/4?lang=en"
    page = client.get(path).text
    assert _rows(page) == [(f"Шаг {at}", "") for at in range(1, 31)]
    assert "Responsible executor · 3 minutes" in page
    assert 'section/4#steps-3" class="qz-link-button" formnovalidate>Move down' in page
    typed = {
        f"steps-{at}-{name}": value
        for at, each in enumerate(steps)
        for name, value in (
            ("key", each["key"]),
            ("kind", "step"),
            ("name", each["name"]),
            ("by", each["by"]),
            ("time-value", str(each["time"]["value"])),
            ("time-unit", "minute"),
        )
    }
    added = _rows(post(client, path, typed | {"after": "steps-4"}).text)
    assert [name for name, _open in added[4:7]] == ["Шаг 5", "", "Шаг 6"]
    assert [at for at, (_name, opened) in enumerate(added) if opened] == [5]
    down = _rows(post(client, path, typed | {"down": "steps-0"}).text)
    assert [name for name, _open in down[:3]] == ["Шаг 2", "Шаг 1", "Шаг 3"]
    up = _rows(post(client, path, typed | {"up": "steps-29"}).text)
    assert [name for name, _open in up[-3:]] == ["Шаг 28", "Шаг 30", "Шаг 29"]
    for button, row in (("up", "steps-0"), ("down", "steps-29"), ("up", "steps-99"), ("down", "x"), ("after", "9-9")):
        same = _rows(post(client, path, typed | {button: row}).text)
        assert [name for name, _open in same] == [each["name"] for each in steps]
    gone = _rows(post(client, path, typed | {"remove": "steps-1"}).text)
    assert [name for name, _open in gone[:2]] == ["Шаг 1", "Шаг 3"]
    assert [each["key"] for each in made.data["steps"]] == [each["key"] for each in steps]


@pytest.mark.slow
def test_the_list_is_public_and_searched(house: House, client: FlaskClient):
    """What is in force is found by its words in each language, number and act; a draft by those who write it alone."""
    made = passports.approved(house)
    with house.as_("specialist"):
        other = draft.draft(passports.data(names={"kk": "", "ru": "Тайный черновик", "en": ""}))
    db.session.commit()
    for words in ("certificate", "куәлік", "свидетельства", made.number, "2/339"):
        assert made.number in client.get("/passports/", query_string={"q": words}).text, words
    assert other.draft_number not in client.get("/passports/?view=all").text
    assert other.draft_number not in client.get("/passports/?q=черновик&view=all").text
    assert client.get("/passports/?body=nobody&lang=en").status_code == 200
    assert client.get("/passports/?before=FP-1999-000001").status_code == 404
    sign_in(client, house["specialist"])
    assert other.draft_number in client.get("/passports/?view=mine").text


@pytest.mark.parametrize("data", [sample.CERTIFICATE, sample.AGREEMENT], ids=["export", "restoration"])
def test_the_services_of_the_source_are_whole(house: House, data: dict):
    """Steps, times, channels and refusals as printed; together ten minutes more than the printed term."""
    assert faults(data) == []
    found = entries(data)
    for channel, refusals in (("portal", 4), ("paper", 3)):
        reached = Course(found, channel).reached()
        assert sum(each.kind == "refusal" for each in reached) == refusals
        way = durations.way(found, channel)
        assert way.total == Span(working_days=10, minutes=10)
        assert durations.compared(way.total, durations.printed_term(data))[0] is Compared.LONGER
    assert "¶" not in "".join(data["notes"])
    assert any("Пункты 5 и 7" in note for note in data["notes"])
    with house.as_("specialist"):
        made = draft.draft(data)
    house.take(made, "head", "approve")
    assert made.state == "in_force"


def test_before_and_as_built_are_compared(house: House, client: FlaskClient):
    """Steps that are gone, new and changed, and by how much the way became shorter."""
    second = passports.amended(house)
    first = second.predecessor
    assert first is not None
    steps = passports.data()["steps"]
    built = [each for each in steps if each["key"] != "o1"]
    built[-2] |= {"time": {"value": 2, "unit": "working_day"}}
    built.insert(-1, passports.step("n1", "Автоматическая проверка", "system", time=(1, "minute")))
    with house.as_("specialist"):
        second.data = {**second.data, "steps": built}
    portal, paper = comparison.compared(first.data, second.data)
    assert portal.time == Span(working_days=-8, minutes=1)
    assert [pair.change.value for pair in paper.pairs] == ["gone", "same", "changed", "new", "same"]
    house.take(second, "head", "approve")
    db.session.commit()
    page = client.get(f"{second.path}/compare?lang=en").text
    assert "8 working days less; 1 minute more" in page
    assert "Автоматическая проверка" in page
    assert "8 working days less" in client.get(f"{first.path}/compare?lang=en").text
    assert client.get(f"{second.path}/compare?with={first.number}").status_code == 200
    assert client.get(f"{second.path}/compare?with=FP-1999-000001").status_code == 404


@pytest.mark.parametrize(
    ("spans", "term", "how"),
    [
        ([(10, "working_day")], (10, "working_day"), Compared.EQUAL),
        ([(60, "minute"), (1, "hour")], (2, "hour"), Compared.EQUAL),
        ([(3, "day")], (5, "working_day"), Compared.MIXED),
        ([(3, "working_day")], (5, "working_day"), Compared.SHORTER),
        ([(None, None)], (None, None), Compared.NO_TERM),
    ],
)
def test_units_are_not_turned_into_one_another(spans: list, term: tuple, how: Compared):
    """Minutes and hours are one measure; days and working days stand beside it and beside each other."""
    steps = [passports.step(f"s{place}", "Шаг", "clerk", time=time) for place, time in enumerate(spans)]
    data = passports.data(steps=steps, printed_term={"value": term[0], "unit": term[1]})
    way = durations.way(entries(data), "portal")
    assert durations.compared(way.total, durations.printed_term(data))[0] is how


def test_on_paper_each_part_of_the_diagram_fits_a_page(app: Flask):
    """Letters keep their size; every step stands in one of the parts, in the lanes that the part needs."""
    with app.test_request_context():
        _drawn_on_paper()


def _drawn_on_paper() -> None:
    for data in (sample.CERTIFICATE, passports.data(), passports.data(channels=["paper"])):
        for channel in said.channels(data):
            parts = drawing.on_paper(channel)
            assert all(part.width <= 17 and part.height <= 22.5 for part in parts)
            assert all(part.alternative and part.caption for part in parts)
            drawn = "".join(part.svg for part in parts)
            for line in channel.lines:
                assert f"<title>{line.number}. " in drawn
            assert all(f'viewBox="0 0 {round(part.width / 0.022)} ' in part.svg for part in parts)
