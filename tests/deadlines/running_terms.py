"""Terms that run, for the tests of the worker."""

import datetime as dt

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines import service
from qyzmet.deadlines.models import Deadline
from qyzmet.procedure.models import Act
from qyzmet.requests.procedure.request import OPINION_GIVEN, REQUESTS
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests.worlds import World, a_request


def a_term(
    world: World, key: str = "decide", working_days: int | None = None, event_at: dt.datetime | None = None
) -> Deadline:
    """A term of a new request that runs since `event_at`, the procedure's now by default."""
    request = a_request(world, OPINION_GIVEN)
    giver = world.people[OrganisationKind.INTEGRATOR, Role.HEAD]
    event_at = event_at or clock.now()
    act = Act(
        procedure=request,
        action="give_opinion",
        party=Party.INTEGRATOR,
        user=giver,
        organisation=world.organisations[OrganisationKind.INTEGRATOR],
        from_state=request.state,
        to_state=request.state,
        at=event_at,
    )
    db.session.add(act)
    db.session.flush()
    term = REQUESTS.term(key)
    return service.open_term(request, term, working_days or term.working_days, event_at, act)
