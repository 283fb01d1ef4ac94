"""The request's rules: what a submission needs, who gives an opinion, what decisions close, what annulments undo."""

import copy
import re
from typing import Any

import pytest

from qyzmet.context import actor_of
from qyzmet.database import canonical_json, db
from qyzmet.deadlines import service as deadlines
from qyzmet.documents import service as documents
from qyzmet.notifications.models import Notification
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.form_sections import Section, numbered
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.procedure.table import Move, check
from qyzmet.requests.filing import receipt
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.requests.request import annex1, pages, sample
from qyzmet.requests.request.submit import left_out
from qyzmet.requests.review import opinion
from qyzmet.vocabulary import Party
from tests import factories
from tests.requests.conftest import House

MOVERS = {
    "save": {"specialist", "head"},
    # In a draft the state body's, while the opinion is drafted the integrator's.
    "hand_over": {"specialist", "integrator_specialist"},
    "submit": {"head"},
    "withdraw": {"head"},
    "return": {"integrator_specialist", "integrator_head"},
    "assign": {"integrator_head"},
    "draft_opinion": {"integrator_specialist", "integrator_head"},
    "give_opinion": {"integrator_head"},
    "agree": {"authorised_head"},
    "refuse": {"authorised_head"},
    "order_creation": {"authorised_head"},
    # Whoever saves what is handed over takes it back.
    "take_back": set(),
    # It follows from a decision of the Commission in a tender.
    "cancel": set(),
    # These follow from a formation: the operator gave it up, or its IC service stands in the Catalogue.
    "end_creation": set(),
    "complete": set(),
}


def test_the_table_is_whole():
    """Every state of the table is reached and left, every term started and closed."""
    assert check(REQUESTS) == []


def test_every_key_of_the_data_belongs_to_one_row():
    """The ten rows of Annex 1 share out the data of the contract, each key once; row 1 may name a passport (H48)."""
    keys = [key for row in annex1.ROWS for key in row.keys]
    assert [row.number for row in annex1.ROWS] == list(range(1, 11))
    assert sorted(keys) == sorted([*sample.REQUEST, "passport"])


def _is_of(key: str, move: Move) -> bool:
    """Whether somebody of this key takes the row at all: those of one name may be several parties'."""
    return key.startswith("integrator") == (move.by is Party.INTEGRATOR) or move.action != "hand_over"


@pytest.mark.slow
def test_every_state_action_and_person(house: House):
    """In each state each person has exactly the actions of the table whose role and party are theirs."""
    made = {
        "draft": house.drafted(),
        "submitted": house.with_draft_opinion(),
        "opinion_given": house.with_opinion(),
        "agreed": house.decided("agree"),
        "refused": house.decided("refuse"),
        "withdrawn": house.drafted(),
    }
    with house.as_("head"):
        engine.take(made["withdrawn"], "withdraw", {"reason": sample.WITHDRAWAL_REASON})
    for state, request in made.items():
        assert request.state == state
        for key, person in house.people.items():
            wanted = [
                action
                for action in REQUESTS.actions()
                if key in MOVERS[action]
                and any(state in move.from_ and _is_of(key, move) for move in REQUESTS.moves_of(action))
            ]
            assert engine.actions(request, actor_of(person)) == wanted, (state, key)


def test_a_submission_gives_number_parties_receipt_and_term(house: House):
    """¶ 8.1, H1: numbers have no gaps; integrator and authorised body become parties; 15 working days start."""
    first, second = house.submitted(), house.submitted()
    assert [first.number, second.number] == ["AR-2026-000001", "AR-2026-000002"]
    assert {row.party: row.organisation for row in first.party_rows} == {
        Party.STATE_BODY: house.state_body,
        Party.INTEGRATOR: house.integrator,
        Party.AUTHORISED_BODY: house.authorised_body,
    }
    assert first.receipt_hash == receipt.hash_of(first)
    assert re.fullmatch("[0-9a-f]{64}", first.receipt_hash)
    (term,) = deadlines.open_deadlines(first)
    assert (term.term, term.working_days, str(term.due_on)) == ("opinion", 15, "2026-03-27")


def test_everybody_concerned_is_told_of_a_submission(house: House):
    """The heads and specialists of all three parties are told, apart from the one who submitted."""
    request = house.submitted()
    told = {note.user_id for note in db.session.query(Notification).filter_by(procedure_id=request.id)}
    wanted = ("specialist", "integrator_specialist", "integrator_head", "authorised_specialist", "authorised_head")
    assert told == {house[key].id for key in wanted}


@pytest.mark.slow
@pytest.mark.parametrize("row", annex1.ROWS, ids=lambda row: str(row.number))
def test_a_row_that_is_left_open_stops_the_submission(house: House, row: Section):
    """¶ 8.1: all rows are complete, but for those that the form asks for "if any"; the error stands at its row."""
    request = house.drafted(**dict.fromkeys(row.keys))
    with house.as_("head"):
        if row.may_be_empty:
            engine.take(request, "submit", {})
            return
        with pytest.raises(Invalid) as refused:
            engine.take(request, "submit", {})
    assert any(annex1.row_of(path) == row for path in refused.value.errors)
    assert request.number is None


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"object_holds_state_secrets": True}, "data.object_holds_state_secrets", "¶ 3"),
        ({"national_bank": {"own_system": True, "integrated": False}}, "data.national_bank.integrated", "¶ 3"),
        ({"results": [{"problem": "p9", "text": "x"}]}, "data.results.0.problem", "¶ 8.1"),
        ({"results": sample.REQUEST["results"][:3]}, "data.results", "¶ 8.1"),
        ({"problems": [{"key": "p1", "text": "a"}, {"key": "p1", "text": "b"}]}, "data.problems.1.key", "¶ 8.1"),
        ({"problems": [{"key": "", "text": "a"}]}, "data.problems.0.key", "¶ 8.1"),
        ({"contacts": [{"surname": "A"}]}, "data.contacts.0.email", "¶ 8.1"),
    ],
)
def test_what_stands_against_a_submission(house: House, change: dict[str, Any], field: str, rule: str):
    """¶ 3 and the form's own sense: refused with the field and the rule; the draft is kept as it was."""
    request = house.drafted(**change)
    before = copy.deepcopy(request.data)
    with house.as_("head"), pytest.raises(Invalid) as refused:
        engine.take(request, "submit", {})
    assert field in refused.value.errors
    assert refused.value.rule == rule
    assert (request.state, request.data) == ("draft", before)


@pytest.mark.parametrize(
    "change",
    [
        {"restricted": "state_secret"},
        {"restricted": "official_use"},
        {"national_bank": {"own_system": True, "integrated": True}},
        {"national_bank": None},
    ],
)
def test_what_does_not_stand_against_it(house: House, change: dict[str, Any]):
    """¶ 3 leaves out objects: restricted information in the function, and integrated systems, are filed."""
    assert house.submitted(**change).state == "submitted"


def test_the_national_bank_files_only_for_integrated_systems(house: House):
    """¶ 3 2): a state body that bears the flag is asked whether its system is integrated."""
    house.state_body.national_bank = True
    request = house.drafted(national_bank=None)
    assert [reason.rule for reason in left_out(request.data, house.state_body)] == ["¶ 3"]
    assert pages.fields_of(request, numbered(annex1.ROWS, 7))[-1] == "national_bank"


def test_a_submission_needs_somebody_to_go_to(house: House):
    """¶ 8.1: without a working integrator nothing is filed, and no number is lost."""
    request = house.drafted()
    house.integrator.closed_on = factories.LONG_AGO
    with house.as_("head"), pytest.raises(NotInThisState), db.session.begin_nested():
        engine.take(request, "submit", {})
    house.integrator.closed_on = None
    with house.as_("head"):
        engine.take(request, "submit", {})
    assert request.number == "AR-2026-000001"


def test_who_drafted_the_opinion_does_not_give_it(house: House):
    """Four eyes: 403 for the drafter, even as the head; another head gives it."""
    request = house.submitted()
    second = factories.user(of=house.integrator, role=engine.rights.Role.HEAD)
    with house.as_("integrator_head"):
        engine.take(request, "draft_opinion", sample.OPINION)
        with pytest.raises(NotYours):
            engine.take(request, "give_opinion", {})
        assert "give_opinion" not in engine.actions(request, actor_of(house["integrator_head"]))
    with engine.context.acting(actor_of(second)):
        engine.take(request, "give_opinion", {})
    assert request.state == "opinion_given"


def test_an_opinion_is_given_only_when_drafted(house: House):
    """¶ 11: without a draft there is nothing to give: 409."""
    request = house.submitted()
    with house.as_("integrator_head"), pytest.raises(NotInThisState) as refused:
        engine.take(request, "give_opinion", {})
    assert refused.value.rule == "¶ 11"


@pytest.mark.parametrize("keys", [[], ["effectiveness"], ["effectiveness", "effectiveness", "absence"]])
def test_each_criterion_is_assessed_once(house: House, keys: list[str]):
    """¶ 11: three criteria, each once; a draft may lack some, and is not given then."""
    request = house.submitted()
    body = sample.OPINION | {"criteria": [{"key": key, "score": 1, "grounds": "x", "documents": []} for key in keys]}
    if len(keys) > len(set(keys)):
        with house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
            engine.take(request, "draft_opinion", body)
        assert "criteria" in refused.value.errors
        return
    with house.as_("integrator_specialist"):
        engine.take(request, "draft_opinion", body)
    with house.as_("integrator_head"), pytest.raises(NotInThisState, match="three criteria"):
        engine.take(request, "give_opinion", {})


def test_a_later_draft_replaces_the_earlier_as_a_new_row(house: House):
    """Nothing of an earlier draft is lost; the newest one is given."""
    request = house.with_draft_opinion()
    with house.as_("integrator_specialist"):
        engine.take(request, "draft_opinion", sample.OPINION | {"favourable": False})
    with house.as_("integrator_head"):
        engine.take(request, "give_opinion", {})
    assert [opinion.favourable for opinion in request.opinions] == [True, False]
    assert request.given_opinion is request.opinions[-1]


def test_a_draft_of_the_opinion_is_the_integrators_own(house: House):
    """Until it is given, state body and authorised body do not see the opinion; an auditor does."""
    request = house.with_draft_opinion()
    for key, sees in {"head": False, "authorised_head": False, "integrator_specialist": True, "auditor": True}.items():
        with house.as_(key):
            assert (opinion.visible(request) is not None) is sees, key


def test_a_decision_closes_its_term(house: House):
    """¶ 13: 3 working days from the opinion; agreeing or refusing closes them."""
    request = house.with_opinion()
    (term,) = deadlines.open_deadlines(request)
    assert (term.term, term.working_days, str(term.due_on)) == ("decide", 3, "2026-03-05")
    with house.as_("authorised_head"):
        engine.take(request, "refuse", {"grounds": sample.REFUSAL_GROUNDS})
    assert (request.state, deadlines.open_deadlines(request)) == ("refused", [])


def test_annulling_the_opinion_makes_a_copy_its_draft(house: House):
    """The given row stays, marked; its copy can be given again; the opinion's term runs on."""
    request = house.with_opinion()
    with house.as_("integrator_head"):
        annulment.annul(request, "give_opinion", "By mistake.")
        given, copied = request.opinions
        assert given.given_at is not None
        assert given.annulled_at is not None
        assert copied.given_at is None
        assert copied.text == given.text
        assert [term.term for term in deadlines.open_deadlines(request)] == ["opinion"]
        engine.take(request, "give_opinion", {})
    assert request.given_opinion is copied


def test_a_request_that_is_filed_again_keeps_its_number(house: House):
    """People have quoted the number; the receipt is of the new submission."""
    request = house.submitted()
    number, earlier = request.number, request.receipt_hash
    with house.as_("head"):
        annulment.annul(request, "submit", "By mistake.")
        assert (request.state, receipt.of(request)) == ("draft", None)
        engine.save(request, {"purpose": "Another purpose."})
        engine.take(request, "submit", {})
    assert request.number == number
    assert request.receipt_hash not in (None, earlier)


def test_the_receipt_can_be_computed_by_anybody():
    """The hash rests on one spelling of JSON: keys sorted, no spaces, UTF-8."""
    assert canonical_json({"number": "AR", "data": {"ә": 1}}) == '{"data":{"ә":1},"number":"AR"}'


def test_what_is_taken_out_of_a_draft_is_not_shown_to_those_it_is_filed_to(house: House):
    """A document named by mistake stays with the state body; one that stands in the request is read by its parties."""
    mistaken, meant = house.document("specialist", "mistaken.pdf"), house.document("specialist", "meant.pdf")
    request = house.drafted(technical_documents=[{"name": "Passport", "document": mistaken}])
    with house.as_("specialist"):
        engine.save(request, {"technical_documents": [{"name": "Passport", "document": meant}]})
    house.take(request, "head", "submit")
    with house.as_("integrator_specialist"):
        assert documents.readable(meant) is not None
        assert documents.readable(mistaken) is None
    with house.as_("head"):
        assert documents.readable(mistaken) is not None
