"""H12: a request or proposal that came on paper is registered by a clerk, and its terms count from its receipt."""

import copy
import datetime as dt
import re

import pytest
from flask.testing import FlaskClient

from qyzmet import rights
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.procedure.refusals import Invalid, NotYours
from qyzmet.requests.filing.on_paper import Paper
from qyzmet.requests.models import AutomationRequest
from qyzmet.requests.proposal.draft import draft as draft_proposal
from qyzmet.requests.proposal.draft import proposer
from qyzmet.requests.request import sample
from qyzmet.requests.request.draft import draft as draft_request
from tests.requests.conftest import House
from tests.requests.proposal.test_proposals import PROPOSAL
from tests.signing_in import post, sign_in

DAY = dt.date(2026, 2, 25)


def registered(house: House, clerk: str = "clerk", filed_by: str = "", day: dt.date | None = DAY) -> AutomationRequest:
    scan = house.document(clerk)
    with house.as_(clerk):
        return draft_request(copy.deepcopy(sample.REQUEST), Paper(day, (scan,), filed_by))


def test_terms_count_from_the_day_of_receipt(house: House):
    """Received on Wednesday 25 February, registered on 2 March: 15 working days end on 19 March."""
    request = registered(house)
    assert request.channel.value == "paper"
    house.take(request, "clerk", "submit")
    (term,) = deadlines.open_deadlines(request)
    assert (str(term.event_on), str(term.due_on)) == ("2026-02-25", "2026-03-19")
    assert request.number == "AR-2026-000001"


def test_the_integrators_clerk_registers_for_the_state_body_that_filed_it(house: House):
    """The state body becomes the party; both know of the draft, and its own head may submit it too."""
    request = registered(house, "integrator_clerk", house.state_body.bin)
    with house.as_("head") as head:
        assert rights.may_know(head, request)
    with house.as_("other_head") as other:
        assert not rights.may_know(other, request)
    house.take(request, "integrator_clerk", "submit")
    assert request.state == "submitted"


@pytest.mark.parametrize(
    ("day", "field"),
    [
        (dt.date(2026, 3, 3), "received_on"),
        (dt.date(2026, 2, 13), "received_on"),
        (None, "received_on"),
    ],
)
def test_the_date_of_receipt_lies_within_the_registers_rules(house: House, day: dt.date | None, field: str):
    """Not to come, and not further back than 10 working days (H12): Monday 16 February is the first that is taken."""
    with pytest.raises(Invalid) as refused:
        registered(house, day=day)
    assert list(refused.value.errors) == [field]
    assert registered(house, day=dt.date(2026, 2, 16)).received_on == dt.date(2026, 2, 16)


def test_scans_and_the_filer_are_needed(house: House):
    """A paper without scans, of nobody, or of an organisation that files no requests is not registered."""
    with house.as_("clerk"), pytest.raises(Invalid) as refused:
        draft_request({}, Paper(DAY, (), house.other_body.bin))
    assert sorted(refused.value.errors) == ["filed_by", "scans"]
    for filed_by in ("", house.supplier.bin, "123456789012"):
        with pytest.raises(Invalid) as refused:
            registered(house, "integrator_clerk", filed_by)
        assert list(refused.value.errors) == ["filed_by"]


def test_only_a_clerk_registers_paper_and_a_clerk_only_paper(house: House):
    """A specialist registers no paper; a clerk drafts nothing through the portal."""
    with house.as_("specialist"), pytest.raises(NotYours) as refused:
        draft_request({}, Paper(DAY, ("D-1",)))
    assert refused.value.rule == "H12"
    with house.as_("clerk"), pytest.raises(NotYours):
        draft_request({})


def test_a_proposal_on_paper_is_registered_by_the_integrators_clerk(house: House):
    """¶ 8.2: of a supplier or of the operator, named by BIN."""
    scan = house.document("integrator_clerk")
    data = PROPOSAL | {"state_body": house.state_body.bin}
    with house.as_("integrator_clerk"):
        proposal = draft_proposal(data, Paper(DAY, (scan,), house.supplier.bin))
    house.take(proposal, "integrator_clerk", "submit")
    assert proposal.number == "PR-2026-000001"
    assert proposer(proposal) is house.supplier


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("балық шаруашылығы", None),
        ("Nobody is called so", "No organisation here is called so"),
        ("р", "Several organisations are called so"),
    ],
)
def test_a_clerk_finds_the_organisation_by_its_name(house: House, client: FlaskClient, typed: str, said: str | None):
    """C12: a paper bears a name: the one organisation that is called so is found, else it is said what to write."""
    house.other_body.name_kk = house.other_body.name_ru = "Балық шаруашылығы басқармасы"
    db.session.commit()
    sign_in(client, house["integrator_clerk"])
    page = post(client, "/requests/new/paper-request?lang=en", {"received_on": f"{DAY:%d.%m.%Y}", "filed_by": typed})
    assert page.status_code == 422
    errors = re.findall(r'<li><a href="#filed_by">(.*?)</a>', page.text)
    assert (errors == []) if said is None else (said in errors[0])
