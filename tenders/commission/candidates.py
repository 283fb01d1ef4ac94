"""Law 45-1: who may sit in a Commission, and for which body; whom the customer's page offers to choose from."""

from sqlalchemy import select

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.wording import name_of
from qyzmet.vocabulary import OrganisationKind, Party, Role
from qyzmet.web.sorting import contains, kazakh_key

from ..models import WithCommission

# In these roles people are offered to be chosen; a system may name anybody of the body.
_SITTING = frozenset({Role.HEAD, Role.SPECIALIST, Role.CLERK, Role.COMMISSION_MEMBER})
_MOST_FOUND = 20
# Whose people sit first, where somebody works for several.
_BODIES = (Party.STATE_BODY, Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR)


def seat_for(user: User, procedure: WithCommission) -> Organisation | None:
    """The body for which the person sits: of those that are parties the first, else another one; never a supplier."""
    today = clock.today()
    if user.left_on is not None and user.left_on < today:
        return None
    held = sorted((m for m in user.memberships if m.holds_on(today) and m.organisation.works), key=lambda m: m.id)
    mine = [m.organisation for m in held if m.organisation.kind is not OrganisationKind.SUPPLIER]
    parties = [procedure.party(party) for party in _BODIES]
    return next((each for each in parties if each in mine), mine[0] if mine else None)


def offered(procedure: WithCommission, searched: str) -> dict[str, list[User]]:
    """People to choose from, by their body: of the tender's parties, and of bodies whose name or BIN is asked for."""
    bodies = [body for body in (procedure.party(party) for party in _BODIES) if body is not None]
    bodies += [each for each in _bodies_named(searched) if each not in bodies]
    found = {}
    for body in bodies:
        people = notifications.people_of(body, _SITTING)
        found[name_of(body)] = sorted(people, key=lambda user: kazakh_key(user.full_name))
    return found


def _bodies_named(searched: str) -> list[Organisation]:
    if not searched.strip():
        return []
    columns = (Organisation.name_kk, Organisation.name_ru, Organisation.name_en, Organisation.bin)
    query = (
        select(Organisation)
        .where(
            contains(searched, *columns),
            Organisation.kind != OrganisationKind.SUPPLIER,
            Organisation.closed_on.is_(None),
            Organisation.checked_at.is_not(None),
        )
        .order_by(Organisation.id)
        .limit(_MOST_FOUND)
    )
    return list(db.session.scalars(query))
