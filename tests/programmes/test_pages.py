"""The pages of the register and of a programme: for everybody, in each language, and filling one in by hand."""

import copy
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from qyzmet.database import db
from qyzmet.programmes.models import Programme
from qyzmet.programmes.programme import sample
from qyzmet.programmes.programme.draft import draft
from tests.conftest import SetClock
from tests.programmes.conftest import SMALL, amended, drafted, in_force
from tests.requests.conftest import House
from tests.signing_in import post, sign_in

LANGUAGES = ("kk", "ru", "en")


def _entered(house: House, name: str) -> Programme:
    with house.as_("specialist"):
        made = draft(sample.sample(name))
    house.take(made, "head", "approve")
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", [sample.KYIV, sample.KOTOVSK, sample.DIVNOGORSK])
def test_everybody_reads_the_real_programmes(client: FlaskClient, house: House, name: str):
    """Without signing in, in every language, with what does not agree and every figure in a table."""
    made = _entered(house, name)
    db.session.commit()
    for language in LANGUAGES:
        page = client.get(f"{made.path}?lang={language}")
        assert page.status_code == 200
        for said in (made.data["title"], *made.data.get("basis", ()), *made.data.get("directions", ())):
            assert str(escape(said)) in page.text
    assert client.get(f"{made.path}/print").status_code == 200
    for form in ("pdf", "docx"):
        assert client.get(f"{made.path}/print/programme.{form}").status_code == 200
    page = client.get(f"{made.path}?lang=en").text
    assert "What does not agree" in page
    if name == sample.DIVNOGORSK:
        assert "-249.90" in page
        assert 'class="qz-bars"' in page
        # 2014 has nothing from the federal budget: its first part is the region's, as the legend shows it.
        first = page.split('class="qz-bars"')[1].split("</text>")[1]
        assert "qz-bars__part--0" not in first
        assert "qz-bars__part--1" in first


def test_a_draft_is_404_for_strangers(client: FlaskClient, house: House):
    """Nor does the list name it; who writes it finds it there."""
    made = drafted(house, title="Тайная программа")
    db.session.commit()
    assert client.get(made.path).status_code == 404
    assert client.get(f"{made.path}/contents.csv").status_code == 404
    assert made.public_number not in client.get("/programmes/").text
    sign_in(client, house["specialist"])
    assert made.public_number in client.get("/programmes/").text


@pytest.mark.slow
def test_the_list_is_searched(client: FlaskClient, house: House):
    """By words, kind, state, year and organisation; what cannot be understood is explained."""
    first = _entered(house, sample.KYIV)
    second = _entered(house, sample.DIVNOGORSK)
    db.session.commit()

    def found(query: str) -> set[str]:
        page = client.get(f"/programmes/?{query}").text
        return {each.public_number for each in (first, second) if each.public_number in page}

    both = {first.public_number, second.public_number}
    assert found("") == both
    assert found("q=Дивногорска") == {second.public_number}
    assert found("year=2022") == {second.public_number}
    assert found("kind=territorial&state=in_force&year=2018") == both
    assert found("kind=state") == set()
    assert found("state=withdrawn") == set()
    assert client.get("/programmes/?year=soon&kind=x&state=y").status_code == 200
    assert client.get("/programmes/?before=PG-1").status_code == 404
    for form in ("csv", "xlsx"):
        assert client.get(f"/programmes/list.{form}").data


@pytest.mark.slow
def test_every_section_is_saved_as_it_is_shown(client: FlaskClient, house: House):
    """A section that is opened and sent as it stands changes nothing, whatever it holds."""
    with house.as_("specialist"):
        made = draft(sample.sample(sample.DIVNOGORSK) | {"reports": sample.sample(sample.KYIV)["reports"]})
    db.session.commit()
    sign_in(client, house["specialist"])
    before = copy.deepcopy(made.data)
    for number in range(1, 11):
        page = client.get(f"{made.path}/section/{number}?lang=en")
        assert page.status_code == 200
        answer = post(client, f"{made.path}/section/{number}", fields_of(page.text))
        assert answer.status_code == 302, (number, answer.text[-3000:])
    db.session.refresh(made)
    assert made.data == before
    page = client.get(f"{made.path}/check")
    assert page.status_code == 200
    assert "-249" in page.text


class _Fields(HTMLParser):
    """What a browser would send of a page's form with its button "save"."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.area = self.chosen_in = ""
        self.in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.in_form = self.in_form or (tag == "form" and given.get("method") == "post" and "autosave" in str(attrs))
        if not self.in_form:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.found[name] = given.get("value", "")
        elif tag == "textarea":
            self.area, self.found[name] = name, ""
        elif tag == "select":
            self.chosen_in, self.found[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.found[self.chosen_in] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser leaves the first line break out.
            self.found[self.area] = self.found[self.area].removeprefix("\n")
            self.area = ""
        elif tag == "form":
            self.in_form = False


def fields_of(page: str) -> dict[str, str]:
    """The names and values of the section's form."""
    reader = _Fields()
    reader.feed(page)
    assert "version" in reader.found
    return reader.found


@pytest.mark.slow
def test_a_programme_is_begun_filled_in_and_approved_by_hand(client: FlaskClient, house: House):
    """From the register's button to the public page."""
    db.session.commit()
    sign_in(client, house["specialist"])
    made_at = post(client, "/programmes/new", {}).headers["Location"]
    data = {
        "kind": "sector",
        "title": "Отраслевая программа",
        "language": "ru",
        "act-number": "5",
        "act-date": "05.03.2025",
    }
    assert post(client, f"{made_at}/section/1", data).status_code == 302
    assert post(client, f"{made_at}/section/2", {"from": "2025", "to": "31.12.2027"}).status_code == 302
    # A day stands as it was typed, and in words where it is checked.
    assert 'value="31.12.2027"' in client.get(f"{made_at}/section/2").text
    assert "31\N{NO-BREAK SPACE}December 2027" in client.get(f"{made_at}/check?lang=en").text
    money = {
        "currency": "KZT",
        "unit": "1000",
        "financing-total": "1 000,5",
        "financing-years": "2025: 400,5\n2026 600",
        "financing-sources-0-key": "city",
        "financing-sources-0-name": "Бюджет города",
        "financing-sources-0-years": "2025: x",
    }
    refused = post(client, f"{made_at}/section/6?lang=en", money)
    assert refused.status_code == 422
    assert "Line 1" in refused.text
    assert "2025: x" in refused.text
    money["financing-sources-0-years"] = "2025: -"
    measure = "goals-0-tasks-0-measures-0"
    goals = {
        "goals-0-text": "Цель",
        "goals-0-tasks-0-text": "Задача",
        f"{measure}-text": "Мера",
        f"{measure}-money": "Бюджет города 2025: 1000,5\ncity 2026 7",
    }
    assert post(client, f"{made_at}/section/3", goals).status_code == 302
    checked = client.get(f"{made_at}/check?lang=ru").text
    assert "city 2026: 7; Бюджет города 2025: 1\N{NO-BREAK SPACE}000,5" in checked
    assert post(client, f"{made_at}/section/6", money).status_code == 302
    made = db.session.query(Programme).one()
    assert made.data["to"] == "2027-12-31"
    kept = made.data["goals"][0]["tasks"][0]["measures"][0]["money"]
    assert kept == {"Бюджет города": {"2025": "1000.5"}, "city": {"2026": "7"}}
    assert made.data["financing"]["years"] == {"2025": "400.5", "2026": "600"}
    assert made.data["financing"]["sources"][0]["years"] == {"2025": None}
    sign_in(client, house["head"])
    assert client.get(f"{made_at}/check").status_code == 200
    assert client.get(f"{made_at}/act/approve").status_code == 200


@pytest.mark.slow
def test_every_act_has_its_page(client: FlaskClient, house: House, set_clock: SetClock):
    """The report's form stands ready with each measure and indicator."""
    made = in_force(house)
    set_clock.set("2026-04-03 09:00")
    db.session.commit()
    sign_in(client, house["head"])
    for action in ("report", "amend", "withdraw"):
        assert client.get(f"{made.path}/act/{action}").status_code == 200
    page = client.get(f"{made.path}/act/report?report=1-2026-Q1&lang=en").text
    assert 'value="1.1.1"' in page
    assert 'value="i1"' in page
    assert "quarter 1 of 2026" in page
    front = client.get("/?lang=en").text
    assert made.public_number in front


@pytest.mark.slow
def test_an_amended_version_and_its_predecessor_lead_to_each_other(client: FlaskClient, house: House):
    """Each page names the other."""
    old = in_force(house)
    new = amended(house, old)
    house.take(new, "head", "approve")
    db.session.commit()
    assert new.public_number in client.get(old.path).text
    assert old.public_number in client.get(new.path).text


def test_the_money_is_a_file(client: FlaskClient, house: House):
    """The table beside the picture, as CSV."""
    made = in_force(house)
    db.session.commit()
    answer = client.get(f"{made.path}/money.csv?lang=en")
    assert "100.5" in answer.text
    assert SMALL["financing"]["sources"][0]["name"] in answer.text


@pytest.mark.parametrize("path", ["/passports/", "/programmes/"])
def test_a_newcomer_finds_both_registers(client: FlaskClient, house: House, path: str):
    """Function passports and programmes alike: from the menu and a card of the front page, and from the requests."""
    db.session.commit()
    link = f'href="{path}"'
    assert client.get("/").text.count(link) == 2
    assert client.get("/under-way/").text.count(link) == 1
    sign_in(client, house["specialist"])
    assert client.get("/").text.count(link) == 1
    assert client.get("/requests/").text.count(link) == 2
