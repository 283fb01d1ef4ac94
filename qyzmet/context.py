"""Who is acting now and from where: set by the web, the API, the worker or the command line, read by services.

Services take no flask objects; what they need to know of the caller stands here.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from qyzmet import clock
from qyzmet.people.models import Membership, Organisation, User
from qyzmet.vocabulary import OrganisationKind, Role


@dataclass(frozen=True)
class Actor:
    """A person with the roles held today, or the system itself (no user)."""

    label: str
    user: User | None = None
    memberships: tuple[Membership, ...] = ()
    # The organisation acted for, where the user has roles in several and chose one.
    organisation: Organisation | None = None
    # Works for a supplier, checked or not: then nothing may show who reads or writes what, for it could be a bid. Kept
    # as it was read, since a log line must not ask the database.
    sealed: bool = False
    # The BIN of the organisation acted for, "" where there is none. As it was read too: it is asked for once more after
    # the commit, where a question would begin another transaction and wait for whoever writes.
    organisation_bin: str = ""

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The BINs of the suppliers in which a role is held: whose sealed matter it may be. The one acted for first."""
        found = {m.organisation.bin for m in self.memberships if m.organisation.kind is OrganisationKind.SUPPLIER}
        return tuple(sorted(found, key=lambda number: (number != self.organisation_bin, number)))

    @property
    def known(self) -> bool:
        return self.user is not None

    @property
    def capacity(self) -> str:
        """The roles held in the organisation acted for, as the audit trail names them."""
        roles = [
            m.role.value if m.acting_for_id is None else f"acting {m.role.value}"
            for m in self.memberships
            if self.organisation is not None and m.organisation_id == self.organisation.id
        ]
        return ", ".join(sorted(set(roles)))

    def has(self, role: Role, organisation: Organisation | None = None) -> bool:
        """Whether the role is held: in that organisation, or in any."""
        return any(
            m.role == role and (organisation is None or m.organisation_id == organisation.id) for m in self.memberships
        )

    def roles_in(self, organisation_id: int) -> frozenset[Role]:
        """The roles held in that organisation."""
        return frozenset(m.role for m in self.memberships if m.organisation_id == organisation_id)


NOBODY = Actor(label="nobody")
DEADLINE_WORKER = Actor(label="deadline worker")
COMMAND_LINE = Actor(label="command line")
# Somebody whom nobody is to know: a supplier who asks a question.
ANONYMOUS = Actor(label="anonymous")

_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
_origin: ContextVar[str] = ContextVar("origin", default="")
_received: ContextVar[dt.datetime | None] = ContextVar("received", default=None)


def actor_of(user: User, organisation: Organisation | None = None, day: dt.date | None = None) -> Actor:
    """The actor for a user with the roles held on `day` (today by default) in organisations that work."""
    day = day or clock.today()
    now = [] if user.left_on is not None and user.left_on < day else [m for m in user.memberships if m.holds_on(day)]
    held = tuple(m for m in now if m.organisation.works)
    if organisation is None or all(m.organisation_id != organisation.id for m in held):
        organisation = held[0].organisation if held else None
    sealed = any(m.organisation.kind is OrganisationKind.SUPPLIER for m in now)
    return Actor(user.public_id, user, held, organisation, sealed, organisation.bin if organisation else "")


def actor() -> Actor:
    """Who acts now; NOBODY outside of any request, job or command."""
    return _actor.get()


def origin() -> str:
    """Where the act comes from: network address and request id, or the process."""
    return _origin.get()


def received_at() -> dt.datetime:
    """When the request under way had come in whole, by the procedure's clock; outside of any request the present.

    Who hands something in before an end is in time, however long the request waits for the database afterwards.
    """
    return _received.get() or clock.now()


def set_received(at: dt.datetime | None) -> None:
    """Say when this request had come in whole; None once it is answered."""
    _received.set(at)


def set_actor(who: Actor) -> None:
    """Say who acts from here on in this request."""
    _actor.set(who)


def set_origin(where: str) -> None:
    """Say where the acts of this request come from."""
    _origin.set(where)


@contextmanager
def acting(who: Actor, where: str | None = None) -> Iterator[Actor]:
    """Within the block `who` acts."""
    token = _actor.set(who)
    place = _origin.set(origin() if where is None else where)
    try:
        yield who
    finally:
        _actor.reset(token)
        _origin.reset(place)
