"""The people around a tender, upon the house of the requests, and tenders brought to each state by the moves."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.shown_version import shown_version
from qyzmet.requests.assignment import sample
from qyzmet.requests.models import DesignAssignment
from qyzmet.requests.ppp import projects
from qyzmet.tenders.announcement import draft
from qyzmet.tenders.models import Tender
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.requests.conftest import WAY, House
from tests.stages import stage

CONTACT = "Tender office, +7 727 000 00 00"
ADDRESS = "Astana, Mangilik El 55/15, room 104"
# What an announcement says, whatever it is for.
COMPLETE = {"title": "Export certificates", "contact": CONTACT, "paper_address": ADDRESS}


@dataclass
class TenderHouse:
    """The house of the requests (`requests`) with three suppliers and the people of a Commission.

    Keys beside those of `House`: `customer_head`, `customer_specialist` (the state body's), `integrator_administrator`,
    `supplier1_head` … `supplier3_specialist`, `chair`, `secretary`, `member1` … `member4`.
    """

    requests: House
    suppliers: tuple[Organisation, ...]

    def __getitem__(self, key: str) -> User:
        return self.requests[key]

    def as_(self, key: str) -> AbstractContextManager[Actor]:
        """Act as that person."""
        return self.requests.as_(key)

    def take(self, procedure: Procedure, key: str, action: str, body: dict[str, Any] | None = None) -> None:
        """That person takes the move."""
        self.requests.take(procedure, key, action, body)

    def version(self, key: str, procedure: Procedure) -> int:
        """The version that the person sees: what a page of theirs would send."""
        with self.as_(key):
            return shown_version(procedure)

    def document(self, key: str, name: str = "paper.pdf") -> str:
        """The id of a document that the person uploaded."""
        return self.requests.document(key, name)

    @stage
    def approved_assignment(self, **changes: Any) -> DesignAssignment:
        """An approved design assignment of a lease, with these top-level parts in the place of the sample's."""
        return self.requests.approved(sample.lease() | changes)

    def drafted(self, assignment: DesignAssignment | None = None, **data: Any) -> Tender:
        """A draft of an announcement by the integrator's specialist."""
        rested_on = assignment or self.approved_assignment()
        with self.as_("integrator_specialist"):
            return draft.draft({"assignment": rested_on.public_number, **COMPLETE} | data)

    def consented(self, assignment: DesignAssignment | None = None) -> Tender:
        """A draft to which the customer has consented."""
        made = self.drafted(assignment)
        self.take(made, "customer_head", "consent")
        return made

    @stage
    def published(self, assignment: DesignAssignment | None = None) -> Tender:
        """A tender that accepts bids from now on."""
        made = self.consented(assignment)
        self.take(made, "integrator_head", "publish")
        return made

    def listed_ppp(self) -> DesignAssignment:
        """An approved PPP project that is in the list, with the papers of the budget body."""
        project = self.requests.approved(sample.ppp())
        self.list_ppp(project)
        return project

    def list_ppp(self, project: DesignAssignment) -> None:
        """Record both papers of the budget body and enter the project in the list (¶ 32)."""
        for basis in projects.BudgetBasis:
            document = self.document("authorised_specialist", f"{basis}.pdf")
            paper = {"basis": basis, "received_on": clock.today().isoformat(), "document": document}
            self.take(project, "authorised_specialist", "record_budget", paper)
        self.take(project, "authorised_head", "list_ppp")

    def amended(self, assignment: DesignAssignment, **changes: Any) -> DesignAssignment:
        """The next version of a design assignment, approved."""
        self.take(assignment, "integrator_specialist", "amend", {"reason": "No bid came."})
        if changes:
            with self.as_("integrator_specialist"):
                engine.save(assignment, changes)
        for key, action in WAY:
            self.take(assignment, key, action)
        return assignment

    def commission(self) -> dict[str, Any]:
        """The body of `set_commission`: the chair votes, five in all."""
        return {
            "chair": self["chair"].public_id,
            "secretary": self["secretary"].public_id,
            "members": [self[f"member{number}"].public_id for number in range(1, 5)],
        }


def _people(house: House, suppliers: tuple[Organisation, ...]) -> dict[str, User]:
    member = Role.COMMISSION_MEMBER
    seats = {
        "chair": house.state_body,
        "secretary": house.integrator,
        "member1": house.authorised_body,
        "member2": house.integrator,
        "member3": house.operator,
        "member4": house.state_body,
    }
    found = {key: factories.user(member, of) for key, of in seats.items()}
    found["integrator_administrator"] = factories.user(Role.ADMINISTRATOR, house.integrator)
    found |= {"supplier1_head": house["supplier_head"], "supplier1_specialist": house["supplier_specialist"]}
    for number, supplier in enumerate(suppliers[1:], 2):
        found[f"supplier{number}_head"] = factories.user(Role.HEAD, supplier)
        found[f"supplier{number}_specialist"] = factories.user(Role.SPECIALIST, supplier)
    return found | {"customer_head": house["head"], "customer_specialist": house["specialist"]}


@pytest.fixture
def tender_house(house: House) -> TenderHouse:
    """Everybody who takes part in tenders."""
    return with_suppliers(house)


@stage
def with_suppliers(house: House) -> TenderHouse:
    """The house with two more suppliers and the people of a Commission."""
    suppliers = (house.supplier, *(factories.organisation(OrganisationKind.SUPPLIER) for _number in range(2)))
    house.people |= _people(house, suppliers)
    db.session.commit()
    return TenderHouse(house, suppliers)
