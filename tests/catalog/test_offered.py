"""Services, developments and additions to contracts: who takes what, by the words of the outside interface; and what
pages and the API offer is what may be taken, no more and no less.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet import rights
from qyzmet.catalog.models import Development, Service
from qyzmet.catalog.procedure.development import DEVELOPMENTS
from qyzmet.catalog.procedure.service import SERVICES
from qyzmet.database import db
from qyzmet.people.models import User
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.table import HEADS, PREPARERS
from qyzmet.procedure.table import Procedure as Table
from qyzmet.requests.models import DesignAssignment
from qyzmet.vocabulary import Party
from tests.catalog import adding, developing, forming
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import bearer, sign_in
from tests.tenders.house import TenderHouse

CUSTOMER, INTEGRATOR, OPERATOR = Party.STATE_BODY, Party.INTEGRATOR, Party.OPERATOR
AUTHORISED, SUPPLIER = Party.AUTHORISED_BODY, Party.SUPPLIER
# Who takes what, and whether heads alone do.
OF_SERVICES: dict[str, tuple[set[Party], bool]] = {
    "save": ({INTEGRATOR}, False),
    "publish": ({OPERATOR}, False),
    "confirm": ({CUSTOMER, INTEGRATOR}, False),
    "suspend": ({CUSTOMER, INTEGRATOR}, False),
    "resume": ({CUSTOMER, INTEGRATOR}, False),
    "record_failure": ({INTEGRATOR}, False),
    "record_migration": ({OPERATOR}, False),
    "replace_supplier": ({INTEGRATOR}, False),
    "transfer": ({CUSTOMER, SUPPLIER}, True),
    "set_maintenance_price": ({OPERATOR}, False),
    "retire": ({INTEGRATOR}, False),
}
OF_DEVELOPMENTS: dict[str, tuple[set[Party], bool]] = {
    "save": ({CUSTOMER}, False),
    "submit": ({CUSTOMER}, True),
    "offer_price": ({OPERATOR, SUPPLIER}, False),
    "give_opinion": ({INTEGRATOR}, True),
    # The integrator opens it, then each states its position.
    "discuss": ({INTEGRATOR, CUSTOMER, AUTHORISED, OPERATOR}, False),
    "decide": ({INTEGRATOR}, True),
    "sign_decision": ({CUSTOMER, AUTHORISED, OPERATOR}, True),
    "refuse_decision": ({CUSTOMER, AUTHORISED, OPERATOR}, True),
}
# What a preparer and the head do between themselves.
BETWEEN_THEMSELVES = {"hand_over", "take_back"}


@pytest.mark.parametrize(
    ("table", "wanted"), [(SERVICES, OF_SERVICES), (DEVELOPMENTS, OF_DEVELOPMENTS)], ids=["services", "developments"]
)
def test_who_takes_what(table: Table, wanted: dict[str, tuple[set[Party], bool]]):
    """Law 12(19), 46; ¶ 90-92, 103-1, 103-2, 109; H26, H32: as the outside interface says, act by act."""
    found: dict[str, tuple[set[Party], bool]] = {}
    for move in table.moves:
        if not move.consequence and move.action not in BETWEEN_THEMSELVES:
            assert move.roles in (HEADS, PREPARERS), move.action
            parties, heads = found.setdefault(move.action, (set(), move.roles == HEADS))
            parties.add(move.by)
            assert heads is (move.roles == HEADS)
    assert found == wanted


PEOPLE = (
    "customer_head",
    "customer_specialist",
    "integrator_head",
    "integrator_specialist",
    "authorised_head",
    "operator_head",
    "supplier1_head",
    "supplier2_head",
    "auditor",
)


def suspended(house: TenderHouse, set_clock: SetClock) -> Service:
    """A service that the customer has suspended."""
    service = living.entered(house, set_clock)
    house.take(service, "customer_head", "suspend", {"reason": "Ремонт"})
    return service


def retired(house: TenderHouse, set_clock: SetClock) -> Service:
    """A service that nobody needs any more."""
    service = living.entered(house, set_clock)
    house.take(service, "integrator_head", "retire", {"reason": "Не нужна.", "acknowledge_dependents": True})
    return service


def after_three_years(house: TenderHouse, set_clock: SetClock) -> Service:
    """A service whose lease has run for three years (¶ 103-1, 103-2)."""
    service = living.entered(house, set_clock)
    set_clock.forward(days=4 * 365)
    return service


def drafted(house: TenderHouse, set_clock: SetClock) -> Development:
    """A development that the customer writes at."""
    return developing.drafted(house, developing.service(house, set_clock))


def being_signed(house: TenderHouse, set_clock: SetClock) -> Development:
    """The protocol of the decision waits for the signatures of the others."""
    made = developing.discussed(house, set_clock)
    house.take(made, "integrator_head", "decide", developing.decision())
    return made


def falling(house: TenderHouse, set_clock: SetClock) -> DesignAssignment:
    """The supplier has declined its addition: what follows is to be decided (H51)."""
    assignment = adding.half_signed(house, set_clock)
    house.take(assignment, "supplier1_head", "decline_contract", {"reason": "Дорого."})
    return assignment


STEPS: tuple[Callable[[TenderHouse, SetClock], Any], ...] = (
    living.entered,
    living.failed,
    living.being_replaced,
    living.replaced,
    suspended,
    retired,
    after_three_years,
    drafted,
    developing.submitted,
    developing.offered,
    developing.favoured,
    developing.discussed,
    being_signed,
    developing.decided,
    adding.approved,
    adding.half_signed,
    falling,
)


def may_be_taken(client: FlaskClient, procedure: Procedure, user: User) -> list[str]:
    """The acts that the API takes of that person now, whatever each asks for: it looks at the body last, and what no
    act knows is refused with 422.
    """
    path, headers = f"/api/v1/{procedure.kind}/{procedure.public_number}", bearer(user)
    found = []
    for action in acts_of(procedure):
        status = client.post(f"{path}/{action}", json={"nonsense": 1}, headers=headers).status_code
        assert status in (403, 409, 422), (action, status)
        found += [action] if status == 422 else []
    return found


def acts_of(procedure: Procedure) -> list[str]:
    """The acts of its table that people take."""
    return list(dict.fromkeys(move.action for move in table_of(procedure).moves if not move.consequence))


@pytest.mark.slow
@pytest.mark.parametrize("step", sampled(STEPS, 6, asking_alike=True), ids=lambda step: step.__name__)
def test_what_is_offered_may_be_taken(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step: Callable[[TenderHouse, SetClock], Any]
):
    """Of everybody in each state: what `actions` names is what the API takes, and every such act has its button or its
    sections on the page; the rest is refused.
    """
    procedure = step(tender_house, set_clock)
    db.session.commit()
    for key in PEOPLE:
        with tender_house.as_(key) as actor:
            if not rights.may_know(actor, procedure):
                continue
        offered = forming.seen(tender_house, procedure, key)["actions"]
        taken = may_be_taken(client, procedure, tender_house[key])
        assert sorted(set(offered) - {"annul"}) == sorted(taken), key
        sign_in(client, tender_house[key])
        page = client.get(procedure.path).text
        if f'href="{procedure.path}/check"' in page:
            # What a long form is filed with stands below its answers.
            page += client.get(f"{procedure.path}/check").text
        shown = set(re.findall(rf'(?:href|action)="{procedure.path}/act/([a-z_]+)"', page))
        if f'href="{procedure.path}/section/' in page:
            shown.add("save")
        assert shown == set(taken), key
