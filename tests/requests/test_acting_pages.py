"""The pages that every kind of procedure has: what an action carries, asked once more; nothing typed is lost."""

import dataclasses
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef, DocumentRefs
from qyzmet.documents.models import Document
from qyzmet.forms.binding import bind_post, json_of
from qyzmet.forms.choices import Choice, YesNo
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Group, Rows
from qyzmet.forms.numbers import Integer, Money
from qyzmet.procedure.pages import form_contents, kinds
from qyzmet.requests.request import pages
from qyzmet.requests.request.choices import LEVELS, Level
from tests.conftest import SetClock
from tests.requests.conftest import PDF, House
from tests.requests.request.test_pages import version
from tests.requests.request.test_return_incomplete import MISSING
from tests.signing_in import post, sign_in


class Condition(Form):
    """A row with a document."""

    text = TextArea("Condition", [needed()])
    paper = DocumentRef("Its paper")


class Limits(Form):
    """A nested group."""

    users = Integer("Users")
    until = Date("Until")


class Agreement(Form):
    """An action that carries all that a form can hold."""

    grounds = TextArea("Grounds", [needed()])
    price = Money("Price")
    level = Choice("Where", kind=Level, titles=LEVELS)
    urgent = YesNo("Urgent")
    limits = Group(Limits, "Limits")
    conditions = Rows(Condition, "Conditions", [needed()])
    papers = DocumentRefs("Other papers")
    note = Text("Note", most=10)


@pytest.fixture
def agreeing(client: FlaskClient, house: House) -> Iterator[tuple[FlaskClient, Any]]:
    """The head of the authorised body at a request, whose agreement carries all of that."""
    requests = pages.REQUESTS.api.kind
    actions = (dataclasses.replace(each, form=Agreement) if each.name == "agree" else each for each in requests.actions)
    api = dataclasses.replace(pages.REQUESTS.api, kind=dataclasses.replace(requests, actions=tuple(actions)))
    kinds.register(dataclasses.replace(pages.REQUESTS, api=api))
    made = house.with_opinion()
    db.session.commit()
    yield sign_in(client, house["authorised_head"]), made
    kinds.register(pages.REQUESTS)


def hidden(page: str) -> dict[str, str]:
    """What a page's hidden inputs carry."""
    inputs = re.findall(r'<input type="hidden"(?: id="[^"]*")? name="([^"]*)" value="([^"]*)"', page)
    return {name: value for name, value in inputs if name != "csrf_token"}


def typed(**more: Any) -> dict[str, Any]:
    """The agreement as it is typed."""
    return {
        "grounds": "Two\r\nlines.",
        "price": "1 500 000,50",
        "level": "region",
        "urgent": "yes",
        "limits-users": "12 000",
        "limits-until": "31.12.2026",
        "conditions-0-text": "First",
        "conditions-1-text": "Second",
        **more,
    }


@pytest.mark.slow
def test_what_an_action_carries_is_confirmed_in_words_and_recorded(agreeing: tuple[FlaskClient, Any]):
    """Rows, groups, amounts and documents come back in words, are carried along, and are recorded as typed."""
    client, made = agreeing
    sent = typed() | {
        "conditions-1-paper-file": (io.BytesIO(PDF), "Condition.pdf"),
        "papers-0": "",
        "papers-0-file": (io.BytesIO(PDF), "Other.pdf"),
    }
    asked = client.get(f"{made.path}/act/agree").get_data(as_text=True)
    assert 'enctype="multipart/form-data"' in asked
    assert 'name="conditions-0-paper-file"' in asked
    page = post(client, f"{made.path}/act/agree", sent).get_data(as_text=True)
    for said in ("Two\nlines.", "1 500 000,50", "A region", "Yes", "12 000", "31.12.2026", "Second", "Condition.pdf"):
        assert said in page.replace("&nbsp;", " "), said
    assert made.state == "opinion_given"
    assert post(client, f"{made.path}/act/agree", hidden(page)).status_code == 302
    db.session.expire_all()
    body = made.acts[-1].body
    assert made.state == "agreed"
    assert (body["price"], body["level"], body["urgent"]) == ("1500000.50", "region", True)
    assert body["limits"] == {"users": 12000, "until": "2026-12-31"}
    assert [each["text"] for each in body["conditions"]] == ["First", "Second"]
    assert documents.find(body["conditions"][1]["paper"]).name == "Condition.pdf"  # type: ignore[union-attr]
    assert [documents.find(each).name for each in body["papers"]] == ["Other.pdf"]  # type: ignore[union-attr]


def test_the_pairs_bind_to_the_same_form(agreeing: tuple[FlaskClient, Any], house: House):
    """What a page carries in hidden inputs is what was typed, blank rows left out."""
    with house.as_("authorised_head"):
        form = bind_post(Agreement, MultiDict(typed(**{"conditions-5-text": "Sixth", "conditions-3-text": ""})))
        again = bind_post(Agreement, MultiDict(form_contents.pairs_of(form)))
    assert json_of(again) == json_of(form)
    assert [each["text"] for each in json_of(form)["conditions"]] == ["First", "Second", "Sixth"]


@pytest.mark.slow
def test_no_file_is_sent_twice(agreeing: tuple[FlaskClient, Any]):
    """Something else is wrong, or a row is removed beside it: the file is kept and named; a change is a new version."""
    client, made = agreeing
    wrong = typed(note="much too long") | {"conditions-0-paper-file": (io.BytesIO(PDF), "Kept.pdf")}
    refused = post(client, f"{made.path}/act/agree", wrong)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Kept.pdf" in page
    kept = hidden(page)["conditions-0-paper"]
    pressed = typed(remove="conditions-0") | {"conditions-1-paper-file": (io.BytesIO(PDF), "Moved up.pdf")}
    less = post(client, f"{made.path}/act/agree", pressed).get_data(as_text=True)
    assert "Moved up.pdf" in less
    assert "First" not in less
    newer = typed() | {"conditions-0-paper": kept, "conditions-0-paper-file": (io.BytesIO(PDF + b"\n"), "Newer.pdf")}
    post(client, f"{made.path}/act/agree", newer)
    document = db.session.query(Document).filter_by(name="Newer.pdf").one()
    assert f"D-{document.replaces_id}" == kept


def test_rows_are_added_without_scripts(agreeing: tuple[FlaskClient, Any]):
    """The buttons answer with the page as typed and a row more; nothing is recorded by them."""
    client, made = agreeing
    page = post(client, f"{made.path}/act/agree", typed(add="conditions")).get_data(as_text=True)
    assert 'name="conditions-2-text"' in page
    assert "Second" in page
    assert made.state == "opinion_given"


@pytest.mark.slow
def test_who_was_late_sees_both_and_loses_no_text(client: FlaskClient, house: House):
    """Another act came first: what is so now stands beside what was typed; gone on with while it is the time."""
    made = house.with_opinion()
    db.session.commit()
    sign_in(client, house["authorised_head"])
    seen = version(client.get(f"{made.path}/act/agree"))
    house.take(made, "authorised_head", "refuse", {"grounds": "The other's grounds."})
    db.session.commit()
    late = post(client, f"{made.path}/act/agree", {"version": seen, "grounds": "My own grounds.", "confirmed": "1"})
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "My own grounds." in text
    assert "The other&#39;s grounds." in text
    assert 'name="grounds"' not in text
    earlier = house.submitted()
    db.session.commit()
    sign_in(client, house["head"])
    seen = version(client.get(f"{earlier.path}/act/withdraw"))
    house.take(earlier, "integrator_head", "assign", {"executor": house["integrator_specialist"].public_id})
    db.session.commit()
    late = post(client, f"{earlier.path}/act/withdraw", {"version": seen, "reason": "Not needed.", "confirmed": "1"})
    assert late.status_code == 409
    carried = hidden(late.get_data(as_text=True))
    assert carried["reason"] == "Not needed."
    assert post(client, f"{earlier.path}/act/withdraw", carried).status_code == 200


@pytest.mark.slow
def test_the_second_submission_says_what_it_does(client: FlaskClient, house: House, set_clock: SetClock):
    """H20: two rows of the table bear one action; the page tells of the one that applies: the term goes on."""
    made = house.submitted()
    set_clock.set("2026-03-04T12:00")
    house.take(made, "integrator_head", "return", MISSING)
    db.session.commit()
    set_clock.set("2026-03-10T10:00")
    sign_in(client, house["head"])
    shown = client.get(made.path).get_data(as_text=True)
    assert f'href="{made.path}/section/8"' in shown
    assert "The passport of the system is not attached." in shown
    page = client.get(f"{made.path}/act/submit").get_data(as_text=True)
    assert "H20" in page
    assert "13 working days" in page
    assert post(client, f"{made.path}/act/submit", {"version": version(client.get(f"{made.path}/act/submit"))})
    db.session.expire_all()
    assert "submitted the request again" in client.get(made.path).get_data(as_text=True)


@pytest.mark.slow
def test_a_return_is_asked_with_its_rows(client: FlaskClient, house: House):
    """H20: what is missing is a list; a field that the form does not have is refused before anything is confirmed."""
    made = house.submitted()
    db.session.commit()
    sign_in(client, house["integrator_specialist"])
    sent = {"missing-0-field": "nonsense", "missing-0-text": "Something."}
    assert post(client, f"{made.path}/act/return", sent).status_code == 422
    page = post(client, f"{made.path}/act/return", sent | {"missing-0-field": "acts"}).get_data(as_text=True)
    assert "This term stops" in page
    assert post(client, f"{made.path}/act/return", hidden(page)).status_code == 302
    assert "Something." in client.get(made.path).get_data(as_text=True)


@pytest.mark.slow
def test_a_draft_keeps_files_of_a_section_that_another_has_saved(client: FlaskClient, house: House):
    """The later of two gets both versions; the file that came with the later one is named and carried along."""
    made = house.drafted(technical_documents=[])
    db.session.commit()
    sign_in(client, house["specialist"])
    seen = version(client.get(f"{made.path}/section/8"))
    with house.as_("head"):
        made.data = {**made.data, "technical_documents": [{"name": "Theirs", "document": house.document("head")}]}
    db.session.commit()
    mine = {"version": seen, "technical_documents-0-name": "Mine"}
    mine |= {"technical_documents-0-document-file": (io.BytesIO(PDF), "Mine.pdf")}
    both = post(client, f"{made.path}/section/8", mine)
    text = both.get_data(as_text=True)
    assert both.status_code == 409
    assert "Mine.pdf" in text
    assert post(client, f"{made.path}/section/8", hidden(text)).status_code == 302
    db.session.expire_all()
    (paper,) = made.data["technical_documents"]
    assert documents.find(paper["document"]).name == "Mine.pdf"  # type: ignore[union-attr]


@pytest.mark.slow
def test_papers_are_shown_with_their_earlier_versions(client: FlaskClient, house: House):
    """Name, hash and who uploaded it; a version that was replaced stands below the one that replaced it."""
    with house.as_("specialist"):
        first = documents.upload(io.BytesIO(PDF), "First.pdf")
        second = documents.upload(io.BytesIO(PDF + b"\n"), "Second.pdf", first.public_id)
    made = house.submitted(technical_documents=[{"name": "Passport", "document": second.public_id}])
    db.session.commit()
    sign_in(client, house["specialist"])
    page = client.get(made.path).get_data(as_text=True)
    assert page.index(second.sha256) < page.index("Earlier versions") < page.index(first.sha256)
    sign_in(client, house["integrator_head"])
    theirs = client.get(made.path).get_data(as_text=True)
    assert second.sha256 in theirs
    assert "First.pdf" not in theirs, "a version that was never filed is the state body's own"


def test_the_life_of_a_service_is_linked_for_those_who_may_know(client: FlaskClient, house: House):
    """A request leads to its design assignment."""
    assignment = house.ordered()
    db.session.commit()
    sign_in(client, house["authorised_head"])
    page = client.get(assignment.source.path).get_data(as_text=True)
    assert f'href="{assignment.path}"' in page


def test_a_record_of_the_trail_leads_only_to_what_its_reader_may_open(house: House, client: FlaskClient) -> None:
    """An administrator reads that a draft was saved, and may not open it: no link leads into a 404."""
    draft = house.drafted()
    db.session.commit()
    where, link = f"/admin/audit?chain=procedure:{draft.id}", f'href="{draft.path}"'
    assert link in sign_in(client, house["auditor"]).get(where).text
    page = sign_in(client, house["administrator"]).get(where).text
    assert draft.public_number in page
    assert link not in page
