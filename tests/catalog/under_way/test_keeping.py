"""The public register of running procedures is kept in step: who is in it, where each stands, and since when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select

from qyzmet import clock
from qyzmet.catalog.models import Development
from qyzmet.catalog.procedure.formation import FORMATIONS
from qyzmet.catalog.under_way import keeping, stages
from qyzmet.catalog.under_way.models import Need, NeedWord
from qyzmet.catalog.under_way.stages import Stage
from qyzmet.database import db
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.models import Procedure
from qyzmet.requests.assignment import led_to
from qyzmet.requests.assignment import sample as assignment_sample
from qyzmet.requests.models import AutomationRequest, DesignAssignment
from qyzmet.requests.procedure import additions
from qyzmet.requests.procedure.assignment import ASSIGNMENTS
from qyzmet.requests.procedure.proposal import PROPOSALS
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.requests.request import sample
from qyzmet.search import indexing
from qyzmet.statistics import numbers
from qyzmet.statistics.scope import Scope
from qyzmet.tenders.procedure.tender import TENDERS
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.catalog.formation import test_by_operator as by_operator
from tests.catalog.under_way import naively
from tests.catalog.under_way.listed import need_of
from tests.conftest import SetClock
from tests.requests.conftest import WAY, House, opinion_on
from tests.requests.proposal import test_proposals as proposals
from tests.tenders import resolving
from tests.tenders.house import TenderHouse
from tests.tenders.resolving import resolution, without_bids
from tests.tenders.voting import resolve

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _is_as_read_anew(app: Flask) -> Iterator[None]:
    """Wherever a test has led, each row and its words are as whoever reads every procedure whole would write them."""
    yield
    kept = {}
    said: defaultdict[int, set[str]] = defaultdict(set)
    for word in db.session.scalars(select(NeedWord)):
        said[word.procedure_id].add(word.word)
    for need in db.session.scalars(select(Need).execution_options(populate_existing=True)):
        words = frozenset(said.pop(need.id, ()))
        kept[need.id] = (need.stage, need.ended, need.where_id, need.agreed_at, need.since, words)
    assert (kept, dict(said)) == (naively.rows(), {})


def source_of(procedure: Procedure) -> Procedure:
    """The request that it was begun for."""
    while not isinstance(procedure, AutomationRequest):
        procedure = procedure.source if isinstance(procedure, DesignAssignment) else procedure.assignment  # type: ignore[attr-defined]
    return procedure


def stage_of(procedure: Procedure) -> Stage:
    """Where the register says that it stands."""
    need = need_of(source_of(procedure).id)
    assert need is not None
    return Stage(need.stage)


def agreed(house: House, **data: object) -> AutomationRequest:
    """A request of that content which the authorised body agreed to."""
    made = house.submitted(**data)
    house.take(made, "integrator_specialist", "draft_opinion", opinion_on(made))
    house.take(made, "integrator_head", "give_opinion")
    house.take(made, "authorised_head", "agree", {"grounds": sample.AGREEMENT_GROUNDS})
    return made


def test_every_state_has_its_stage():
    """No state of any procedure on the way is forgotten; what says nothing alone is named here."""
    silent = {"draft", "consented", "reannounced", "amending", "cancelled"}
    assert set(stages.ASSIGNMENTS) == set(ASSIGNMENTS.states) - {"cancelled"}
    assert set(stages.TENDERS) == set(TENDERS.states) - silent
    assert set(stages.FORMATIONS) == set(FORMATIONS.states) - {"ended"}
    before = {"draft", "submitted", "returned", "opinion_given", "refused", "withdrawn"}
    for table in (REQUESTS, PROPOSALS):
        assert set(table.states) - set(stages.SHOWN) <= before
    assert set(stages.TITLES) == set(stages.TONES) == set(Stage)
    assert {*stages.NOT_TOLD} <= {term.key for table in (REQUESTS, ASSIGNMENTS, FORMATIONS) for term in table.terms}
    assert TENDERS.term(stages.TOLD_FIRST).at_end is not None


@pytest.mark.slow
def test_it_comes_in_with_the_agreement(house: House):
    """¶ 13: neither submitted nor with an opinion is a request there; agreed to it is, from that instant on."""
    request = house.with_opinion()
    assert need_of(request.id) is None
    house.take(request, "authorised_head", "agree", {"grounds": sample.AGREEMENT_GROUNDS})
    need = need_of(request.id)
    assert need is not None
    assert (need.stage, need.ended, need.where_id) == ("agreed", False, request.id)
    assert need.agreed_at == need.since == clock.now()


def test_a_refusal_is_nobodys_business(house: House):
    """What was refused was never agreed to."""
    assert need_of(house.decided("refuse").id) is None


@pytest.mark.slow
@pytest.mark.parametrize("restricted", ["official_use", "state_secret"])
def test_restricted_information_keeps_it_out(house: House, restricted: str):
    """Row 7: it is not there when it is agreed to, nor when its tender is announced."""
    request = agreed(house, restricted=restricted)
    house.take(request, "authorised_head", "order_creation")
    assert need_of(request.id) is None
    assert db.session.scalar(select(NeedWord.word).where(NeedWord.procedure_id == request.id)) is None


def test_an_annulled_agreement_takes_it_out(house: House):
    """Annulled, the agreement never held: row and words are gone."""
    request = house.decided()
    with house.as_("authorised_head"):
        annulment.annul(request, "agree", "By mistake.")
    assert need_of(request.id) is None
    assert db.session.scalar(select(NeedWord.word).where(NeedWord.procedure_id == request.id)) is None


@pytest.mark.slow
def test_an_annulled_order_takes_it_back(house: House, set_clock: SetClock):
    """It is agreed to again, since the annulment; the day of the agreement stays."""
    assignment = house.ordered()
    request = source_of(assignment)
    assert stage_of(request) is Stage.DEVELOPING
    set_clock.set(clock.now() + DAY)
    with house.as_("authorised_head"):
        annulment.annul(request, "order_creation", "By mistake.")
    need = need_of(request.id)
    assert need is not None
    assert (need.stage, need.since) == ("agreed", clock.now())
    assert need.agreed_at < need.since


def test_the_design_assignment_goes_its_way(house: House, set_clock: SetClock):
    """Developed, before approval, approved; who consented meanwhile changes neither stage nor day."""
    assignment = house.written()
    assert stage_of(assignment) is Stage.DEVELOPING
    house.take(assignment, "integrator_head", "propose")
    since = clock.now()
    set_clock.set(clock.now() + DAY)
    house.take(assignment, "head", "consent")
    need = need_of(source_of(assignment).id)
    assert need is not None
    assert (need.stage, need.since, need.where_id) == ("approval", since, assignment.id)
    house.take(assignment, "security_head", "agree_security")
    house.take(assignment, "authorised_head", "approve")
    assert stage_of(assignment) is Stage.ANNOUNCING


def test_a_tender_shows_from_its_publication(tender_house: TenderHouse):
    """A draft that waits for consent is the integrator's and the customer's own."""
    tender = tender_house.consented()
    assert stage_of(tender) is Stage.ANNOUNCING
    tender_house.take(tender, "integrator_head", "publish")
    assert stage_of(tender) is Stage.BIDS


@pytest.mark.slow
def test_without_bids_the_chain_goes_on(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 53-1: undecided; announced again."""
    tender = without_bids(tender_house, set_clock)
    assert stage_of(tender) is Stage.UNDECIDED
    resolve(tender_house, tender, "reannounce", resolution())
    assert stage_of(tender) is Stage.ANNOUNCING


@pytest.mark.slow
def test_without_bids_for_the_third_time_it_ends(tender_house: TenderHouse, set_clock: SetClock):
    """¶ 53-1: after the amended assignment too it is cancelled, with its day."""
    last = without_bids(tender_house, set_clock, 3)
    request = source_of(last)
    resolve(tender_house, last, "cancel", resolution())
    need = need_of(request.id)
    assert need is not None
    assert (request.state, need.stage, need.ended, need.where_id) == ("cancelled", "cancelled", True, None)
    assert need.since == clock.now()


@pytest.mark.slow
def test_an_amended_assignment_is_developed_again(tender_house: TenderHouse, set_clock: SetClock):
    """Between two announcements the need stands with its design assignment."""
    tender = without_bids(tender_house, set_clock, 2)
    resolve(tender_house, tender, "amend_and_rerun", resolution())
    assert stage_of(tender) is Stage.DEVELOPING
    resolving.approve(tender_house, tender.assignment)
    assert stage_of(tender) is Stage.ANNOUNCING


@pytest.mark.slow
def test_an_amendment_in_the_window_leaves_it_with_the_tender(tender_house: TenderHouse):
    """H30: while bids are taken the assignment may be amended; the need stands with its tender."""
    tender = tender_house.published()
    tender_house.take(tender.assignment, "integrator_specialist", "amend", {"reason": "A mistake."})
    assert stage_of(tender) is Stage.BIDS


@pytest.mark.slow
def test_votes_change_nothing(tender_house: TenderHouse, set_clock: SetClock):
    """What the chair proposes is the Commission's own until it is carried."""
    tender = resolving.ranked(tender_house, set_clock)
    before = need_of(source_of(tender).id)
    assert before is not None
    known = (before.stage, before.since)
    set_clock.set(clock.now() + DAY)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    after = need_of(source_of(tender).id)
    assert after is not None
    assert (after.stage, after.since) == known == ("examination", known[1])


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        (forming.begun, Stage.CREATING),
        (forming.secured, Stage.TESTING),
        (forming.called, Stage.FORMING),
        (forming.notified, Stage.ENTERING),
    ],
)
def test_from_the_contracts_to_the_entry(tender_house: TenderHouse, set_clock: SetClock, step, stage: Stage):
    """Created, tested, formed, put into production and to be entered: it stands with its formation."""
    formation = step(tender_house, set_clock)
    need = need_of(source_of(formation).id)
    assert need is not None
    assert (need.stage, need.ended, need.where_id) == (stage.value, False, formation.id)


def test_it_ends_in_the_catalogue(tender_house: TenderHouse, set_clock: SetClock):
    """With the entry of the service it has ended, on that day; what befalls the service later changes nothing."""
    service = living.entered(tender_house, set_clock)
    assert service.source is not None
    need = need_of(service.source.id)
    assert need is not None
    ended = clock.now()
    assert (need.stage, need.ended, need.where_id, need.since) == ("catalogue", True, None, ended)
    set_clock.set(ended + DAY)
    tender_house.take(service, "integrator_specialist", "record_failure", living.failure(tender_house))
    assert need_of(service.source.id) is need
    assert need.since == ended


@pytest.mark.slow
def test_the_operator_creates_it_itself(tender_house: TenderHouse):
    """¶ 88: no tender is prepared; a contract is concluded, and after giving up what follows is decided."""
    assignment = by_operator.approved(tender_house)
    assert stage_of(assignment) is Stage.CONTRACTS
    formation = by_operator.begun(tender_house)
    assert stage_of(formation) is Stage.CREATING
    tender_house.take(formation, "operator_head", "give_up", {"reason": "No resources."})
    assert stage_of(formation) is Stage.UNDECIDED


@pytest.mark.slow
@pytest.mark.parametrize(("step", "stage"), [(adding.approved, Stage.CONTRACTS), (adding.begun, Stage.CREATING)])
def test_a_development_goes_the_way_of_a_need(tender_house: TenderHouse, set_clock: SetClock, step, stage: Stage):
    """¶ 92, H51: without replacing the supplier no tender is prepared: additions are concluded, then it is created."""
    led = step(tender_house, set_clock)
    (development,) = db.session.scalars(select(Development))
    need = need_of(development.id)
    assert need is not None
    assert (need.stage, need.ended, need.where_id) == (stage.value, False, led.id)


@pytest.mark.slow
def test_a_development_ends_with_the_next_version(tender_house: TenderHouse, set_clock: SetClock):
    """It stands at the entry, and has ended once that is approved; public numbers tell of its steps."""
    led = adding.in_production(tender_house, set_clock)
    (development,) = db.session.scalars(select(Development))
    need = need_of(development.id)
    assert need is not None
    assert (need.stage, need.ended, need.where_id) == (Stage.ENTERING.value, False, led.id)
    tender_house.take(led, "integrator_specialist", "notify_authority", forming.entry())
    tender_house.take(led, "authorised_head", "include")
    assert need_of(development.id) is need
    assert (need.stage, need.ended) == ("catalogue", True)
    told = {(each.kind, each.term) for each in numbers.count(Scope()).steps}
    assert {("developments", "give_opinion"), ("assignments", additions.LEASE_NEXT)} <= told


@pytest.mark.slow
def test_a_development_of_what_is_restricted_is_not_there(tender_house: TenderHouse, set_clock: SetClock):
    """Row 7 of the request that the service came of keeps its developments out, too."""
    development = developing.discussed(tender_house, set_clock)
    source = development.service.source
    assert source is not None
    source.data = source.data | {"restricted": "official_use"}
    tender_house.take(development, "integrator_head", "decide", developing.decision())
    developing.sign(tender_house, development, *developing.SIGNERS)
    assert need_of(development.id) is None
    keeping.keep(source.id)


@pytest.mark.slow
def test_a_development_that_is_discussed_again_goes_out(tender_house: TenderHouse, set_clock: SetClock):
    """What was decided holds no more (¶ 109, H51): there is nothing that was agreed to, until it is decided again."""
    development = developing.decided(tender_house, set_clock)
    assert need_of(development.id) is not None
    tender_house.take(development.service, "integrator_specialist", "record_failure", living.failure(tender_house))
    assert (development.state, need_of(development.id)) == ("discussing", None)


@pytest.mark.slow
def test_a_proposal_shows_once_its_tender_is_published(tender_house: TenderHouse):
    """Annex 2 has no row 7, so nobody has said that there is no restricted information before it is published."""
    house = tender_house.requests
    proposal = proposals.agreed(house)
    house.take(proposal, "head", "join")
    house.take(proposal, "authorised_head", "order_creation")
    assignment = led_to.assignment_of(proposal)
    assert assignment is not None
    with house.as_("integrator_specialist"):
        engine.save(assignment, assignment_sample.lease())
    for key, action in WAY:
        house.take(assignment, key, action)
    tender = tender_house.consented(assignment)
    assert need_of(proposal.id) is None
    house.take(tender, "integrator_head", "publish")
    need = need_of(proposal.id)
    assert need is not None
    assert need.stage == "bids"


@pytest.mark.slow
def test_earlier_procedures_are_carried_over(tender_house: TenderHouse, set_clock: SetClock):
    """`qyzmet init` and `qyzmet search rebuild` write the very rows that the acts wrote."""
    service = living.entered(tender_house, set_clock)
    other = agreed(tender_house.requests)
    db.session.commit()

    def rows() -> list[tuple[object, ...]]:
        needs = db.session.execute(select(Need.id, Need.stage, Need.ended, Need.agreed_at, Need.since, Need.where_id))
        words = db.session.execute(select(NeedWord.procedure_id, NeedWord.word))
        return sorted(tuple(map(str, each)) for each in [*needs, *words])

    before = rows()
    assert service.source is not None
    assert {str(service.source.id), str(other.id)} <= {row[0] for row in before}
    for again in (keeping.fill, indexing.rebuild):
        db.session.execute(delete(NeedWord))
        db.session.execute(delete(Need))
        db.session.commit()
        db.session.expunge_all()
        again()
        db.session.commit()
        assert rows() == before


def test_public_numbers_tell_of_its_steps(tender_house: TenderHouse, set_clock: SetClock):
    """From the opinion to the entry how long each step took, but not that one was returned; of others nothing."""
    formation = forming.notified(tender_house, set_clock)
    tender_house.take(formation, "authorised_head", "return", {"reasons": "Нет описания."})
    tender_house.take(formation, "integrator_specialist", "notify_authority", forming.entry())

    def told() -> set[tuple[str, str]]:
        return {(each.kind, each.term) for each in numbers.count(Scope()).steps if each.kind != "tenders"}

    steps = told()
    assert {("requests", "opinion"), ("assignments", "approve"), ("formations", "commission")} <= steps
    assert not {term for _kind, term in steps} & {*stages.NOT_TOLD}
    need = need_of(source_of(formation).id)
    assert need is not None
    db.session.delete(need)
    db.session.flush()
    assert told() == set()
    keeping.keep(need.id)
