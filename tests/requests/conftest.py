"""The people around a request, and requests brought to each state by the moves themselves."""

import copy
import io
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from qyzmet import context
from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Organisation, User
from qyzmet.procedure import engine
from qyzmet.procedure.models import Procedure
from qyzmet.requests import assignment_sample, assignments, sample, service, similar
from qyzmet.requests.models import AutomationRequest, DesignAssignment, Filed
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.stages import stage

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class House:
    """A state body, the integrator and the authorised body with their people, and somebody else's state body."""

    state_body: Organisation
    integrator: Organisation
    authorised_body: Organisation
    other_body: Organisation
    operator: Organisation
    supplier: Organisation
    security_service: Organisation
    people: dict[str, User]

    def __getitem__(self, key: str) -> User:
        return self.people[key]

    def as_(self, key: str) -> AbstractContextManager[context.Actor]:
        """Act as that person."""
        return acting(actor_of(self.people[key]))

    def take(self, procedure: Procedure, key: str, action: str, body: dict[str, Any] | None = None) -> None:
        """That person takes the move."""
        with self.as_(key):
            engine.take(procedure, action, body or {})

    def document(self, key: str, name: str = "paper.pdf") -> str:
        """The id of a document that the person uploaded."""
        with self.as_(key):
            return documents.upload(io.BytesIO(PDF), name).public_id

    def drafted(self, **data: Any) -> AutomationRequest:
        """The real request as a draft; a key with None is left out."""
        filled = copy.deepcopy(sample.REQUEST) | data
        with self.as_("specialist"):
            return service.draft({key: value for key, value in filled.items() if value is not None})

    @stage
    def submitted(self, **data: Any) -> AutomationRequest:
        """The real request, submitted."""
        made = self.drafted(**data)
        with self.as_("head"):
            engine.take(made, "submit", {})
        return made

    def with_draft_opinion(self) -> AutomationRequest:
        """Submitted, with a draft of the opinion."""
        made = self.submitted()
        with self.as_("integrator_specialist"):
            engine.take(made, "draft_opinion", opinion_on(made))
        return made

    @stage
    def with_opinion(self) -> AutomationRequest:
        """Submitted, with the opinion given."""
        made = self.with_draft_opinion()
        with self.as_("integrator_head"):
            engine.take(made, "give_opinion", {})
        return made

    def decided(self, action: str = "agree") -> AutomationRequest:
        """Agreed to or refused."""
        made = self.with_opinion()
        with self.as_("authorised_head"):
            engine.take(made, action, {"grounds": sample.AGREEMENT_GROUNDS})
        return made

    @stage
    def ordered(self) -> DesignAssignment:
        """The design assignment that an agreed request led to."""
        made = self.decided()
        self.take(made, "authorised_head", "order_creation")
        assignment = assignments.of_source(made)
        assert assignment is not None
        return assignment

    def written(self, data: dict[str, Any] | None = None) -> DesignAssignment:
        """A design assignment whose 14 parts are written."""
        assignment = self.ordered()
        with self.as_("integrator_specialist"):
            engine.save(assignment, data or assignment_sample.lease())
        return assignment

    @stage
    def approved(self, data: dict[str, Any] | None = None) -> DesignAssignment:
        """A design assignment that has gone its whole way."""
        assignment = self.written(data)
        for key, action in WAY:
            self.take(assignment, key, action)
        return assignment


def opinion_on(filed: Filed) -> dict[str, Any]:
    """The opinion, with a word on everything that the search finds."""
    findings = [
        {"subject": found.procedure.public_number, "same": False, "reason": "Another function."}
        for found in similar.of(filed)
    ]
    return sample.OPINION | {"findings": findings}


# The moves of a design assignment to its approval, with who takes them.
WAY = (
    ("integrator_head", "propose"),
    ("head", "consent"),
    ("security_head", "agree_security"),
    ("authorised_head", "approve"),
)


@pytest.fixture
def house(app: Flask) -> House:
    """Everybody who takes part, in a database of their own."""
    return everybody()


@stage
def everybody() -> House:
    """An organisation of each kind with its people."""
    state_body = factories.organisation(
        OrganisationKind.STATE_BODY,
        name_kk=sample.STATE_BODY_NAMES["kk"],
        name_ru=sample.STATE_BODY_NAMES["ru"],
        name_en=sample.STATE_BODY_NAMES["en"],
    )
    integrator = factories.organisation(OrganisationKind.INTEGRATOR)
    authorised = factories.organisation(OrganisationKind.AUTHORISED_BODY)
    other = factories.organisation(OrganisationKind.STATE_BODY)
    operator = factories.organisation(OrganisationKind.OPERATOR)
    supplier = factories.organisation(OrganisationKind.SUPPLIER)
    security = factories.organisation(OrganisationKind.SECURITY_SERVICE)
    roles = {
        "specialist": (Role.SPECIALIST, state_body),
        "head": (Role.HEAD, state_body),
        "clerk": (Role.CLERK, state_body),
        "integrator_specialist": (Role.SPECIALIST, integrator),
        "integrator_head": (Role.HEAD, integrator),
        "authorised_specialist": (Role.SPECIALIST, authorised),
        "authorised_head": (Role.HEAD, authorised),
        "other_specialist": (Role.SPECIALIST, other),
        "other_head": (Role.HEAD, other),
        "other_clerk": (Role.CLERK, other),
        "integrator_clerk": (Role.CLERK, integrator),
        "operator_head": (Role.HEAD, operator),
        "supplier_head": (Role.HEAD, supplier),
        "supplier_specialist": (Role.SPECIALIST, supplier),
        "security_head": (Role.HEAD, security),
        "auditor": (Role.AUDITOR, authorised),
        "administrator": (Role.ADMINISTRATOR, authorised),
    }
    people = {key: factories.user(role, of) for key, (role, of) in roles.items()}
    db.session.commit()
    return House(state_body, integrator, authorised, other, operator, supplier, security, people)
