"""Who may do what. Every right is decided here: what one may know of, which move one may take, which page
one may open. Nothing else in the application grants or refuses.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from qyzmet.context import Actor
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.documents.sealed_models import AnyDocument, OwnDocument
from qyzmet.people.models import Membership, Organisation
from qyzmet.procedure.kinds import kind_of, kinds, table_of
from qyzmet.procedure.models import Procedure, ProcedureParty, ProcedureSeat
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.table import PREPARERS, Move
from qyzmet.reading.beside import is_beside
from qyzmet.routes import ROUTES as ROUTES
from qyzmet.routes import Access as Access
from qyzmet.vocabulary import WORKING_ROLES, Channel, OrganisationKind, Party, Role


def may_know(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor may know that the procedure exists; for others it is 404.

    What is public everybody knows, an auditor reads all, and who has a seat in its Commission knows of it. A draft is
    known to the working people of the organisation that drafts it, also when its submission was annulled (one that came
    on paper, to those who register it too); what is submitted, to those of every party.
    """
    if procedure.is_public or actor.has(Role.AUDITOR):
        return True
    table = table_of(procedure)
    organisations = {
        row.organisation_id
        for row in procedure.party_rows
        if row.party in table.starters or procedure.state != table.first or procedure.channel == Channel.PAPER
    }
    if any(m.organisation_id in organisations and m.role in WORKING_ROLES for m in actor.memberships):
        return True
    return seat_of(actor, procedure) is not None


def known_to(actor: Actor) -> ColumnElement[bool]:
    """The same as `may_know`, as a condition on `Procedure` for lists."""
    if actor.has(Role.AUDITOR):
        return true()
    as_party = select(ProcedureParty.id).where(
        ProcedureParty.procedure_id == Procedure.id,
        ProcedureParty.organisation_id.in_(works_in(actor)),
        known_as_party(),
    )
    return or_(Procedure.is_public, is_beside(as_party.correlate(Procedure)), seated(actor))


def seated(actor: Actor) -> Exists:
    """The condition beside `Procedure` that the actor has a seat in its Commission."""
    held = select(ProcedureSeat.id).where(
        ProcedureSeat.procedure_id == Procedure.id,
        ProcedureSeat.user_id == (actor.user.id if actor.user else None),
        ProcedureSeat.until.is_(None),
    )
    return is_beside(held.correlate(Procedure))


def seat_of(actor: Actor, procedure: Procedure) -> ProcedureSeat | None:
    """The actor's seat in the procedure's Commission, as long as it is held."""
    # Most kinds have no Commission: nobody looks for its seats, row by row in a list.
    if actor.user is None or not table_of(procedure).has_commission:
        return None
    mine = (seat for seat in procedure.seats if seat.user_id == actor.user.id and seat.until is None)
    return next(mine, None)


def works_in(actor: Actor) -> list[int]:
    """The organisations whose papers the actor sees, by their ids."""
    return sorted({m.organisation_id for m in actor.memberships if m.role in WORKING_ROLES})


def known_as_party() -> ColumnElement[bool]:
    """The condition on a party's row beside its procedure: whether that party knows of the procedure yet."""
    tables = [table for kind in kinds().values() for table in kind.tables.values()]
    firsts = {table.first: [each for each in tables if each.first == table.first] for table in tables}
    return or_(
        false(),
        *(
            and_(
                Procedure.kind.in_([table.kind for table in those]),
                or_(
                    Procedure.state != first,
                    Procedure.channel == Channel.PAPER,
                    *(and_(Procedure.kind == each.kind, ProcedureParty.party.in_(each.starters)) for each in those),
                ),
            )
            for first, those in firsts.items()
        ),
    )


def counts_over(actor: Actor) -> tuple[int, ...] | None:
    """The organisations whose procedures the actor counts in the statistics; None for an auditor: all there are."""
    return None if actor.has(Role.AUDITOR) else tuple(works_in(actor))


def oversees(actor: Actor) -> tuple[int, ...] | None:
    """The organisations in whose procedures the actor sees who is late; None for an auditor: in all there are.

    Heads see it in those of their own organisation, the integrator's working people in all that it takes part in.
    """
    if actor.has(Role.AUDITOR):
        return None
    overseeing = (
        m.organisation_id
        for m in actor.memberships
        if m.role is Role.HEAD or (m.organisation.kind is OrganisationKind.INTEGRATOR and m.role in WORKING_ROLES)
    )
    return tuple(sorted(set(overseeing)))


def counted_with(organisations: tuple[int, ...] | None) -> ColumnElement[bool]:
    """The condition on `Procedure` that one of these is a party and that it is no draft any more; None: of anybody.

    Who counts procedures counts no drafts, not even one's own: they are known to those who write them alone.
    """
    drafts = aliased(Procedure)
    tables = (table for kind in kinds().values() for table in kind.tables.values())
    # Where everybody knows of it from the start, the first state is no draft.
    firsts = sorted({(each.kind, each.first) for each in tables if {*each.starters} != {*each.parties}})
    first = or_(false(), *(and_(drafts.kind == kind, drafts.state == state) for kind, state in firsts))
    begun = Procedure.id.not_in(select(drafts.id).where(first))
    return begun if organisations is None else and_(begun, Procedure.id.in_(taking_part(organisations)))


def known_with(organisations: tuple[int, ...] | None) -> ColumnElement[bool]:
    """The condition on `Procedure` that one of these knows of it as a party; None: of whatever there is."""
    if organisations is None:
        return true()
    as_party = exists().where(
        ProcedureParty.procedure_id == Procedure.id,
        ProcedureParty.organisation_id.in_(organisations),
        known_as_party(),
    )
    return as_party.correlate(Procedure)


def taking_part(organisations: Iterable[int]) -> Select[int]:
    """The ids of the procedures of which one of these is a party."""
    return select(ProcedureParty.procedure_id).where(ProcedureParty.organisation_id.in_(sorted(organisations)))


def reads_as_party(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor reads what is the parties' own of a procedure that others know of: theirs, and an auditor."""
    return actor.has(Role.AUDITOR) or is_party(actor, procedure)


def uploads_for(actor: Actor) -> Organisation | None:
    """The organisation whose document it will be that the actor uploads, or None: auditors change nothing."""
    held = [m for m in actor.memberships if m.role != Role.AUDITOR]
    acted_for = actor.organisation.id if actor.organisation else None
    first = min(held, key=lambda m: (m.organisation_id != acted_for, m.id), default=None)
    return first.organisation if first is not None else None


def may_read(actor: Actor, document: AnyDocument) -> bool:
    """Whether the actor may read a document: of one's own organisation, or of a procedure that one may know of.

    One that is sealed yet is of no procedure, and no auditor reads it.
    """
    if isinstance(document, OwnDocument):
        return may_replace(actor, document)
    if actor.has(Role.AUDITOR) or may_replace(actor, document):
        return True
    return any(_reads_use(actor, use) for use in document.uses)


def _reads_use(actor: Actor, use: DocumentUse) -> bool:
    if use.reader_id is not None:
        return bool(actor.roles_in(use.reader_id) & WORKING_ROLES)
    return is_party(actor, use.procedure) if use.parties_only else may_know(actor, use.procedure)


def may_read_of(actor: Actor, document: Document, procedure: Procedure) -> bool:
    """The same of a document of a procedure that the actor is known to know of."""
    here = (use for use in document.uses if use.procedure_id == procedure.id)
    return any(not use.parties_only for use in here) or may_read(actor, document)


def is_party(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor works for a party of the procedure."""
    parties = {row.organisation_id for row in procedure.party_rows}
    return any(m.organisation_id in parties and m.role in WORKING_ROLES for m in actor.memberships)


def may_replace(actor: Actor, document: AnyDocument) -> bool:
    """Whether the actor may upload a new version of a document: of the organisation that one works in.

    Who is only its administrator or sits on a commission for it may not know of its drafts, so that they have but
    what they uploaded themselves.
    """
    own = actor.user is not None and document.uploaded_by_id == actor.user.id
    return any(
        m.organisation_id == document.organisation_id and (m.role in WORKING_ROLES or (own and m.role != Role.AUDITOR))
        for m in actor.memberships
    )


def capacity(actor: Actor, procedure: Procedure, move: Move) -> Membership | None:
    """The role by which the actor may take the move in this procedure, or None."""
    if move.consequence or move.channel not in (None, procedure.channel):
        return None
    if move.seats:
        return _by_seat(actor, procedure, move)
    if move.any_of_kind:
        held = [m for m in actor.memberships if m.organisation.kind.value == move.by.value and m.role in move.roles]
        acted_for = actor.organisation.id if actor.organisation else None
        return min(held, key=lambda m: (m.organisation_id != acted_for, move.roles.index(m.role)), default=None)
    organisation = procedure.party(move.by)
    if organisation is None:
        return None
    held = [m for m in actor.memberships if m.organisation_id == organisation.id and m.role in move.roles]
    # A head's own role goes before standing in for another.
    return min(held, key=lambda m: (move.roles.index(m.role), m.acting_for_id is not None), default=None)


def _by_seat(actor: Actor, procedure: Procedure, move: Move) -> Membership | None:
    """A seat is held as long as one belongs to the organisation for which one sits, in whatever role."""
    seat = seat_of(actor, procedure)
    if seat is None or seat.seat not in move.seats:
        return None
    return next((m for m in actor.memberships if m.organisation_id == seat.organisation_id), None)


def excluded(actor: Actor, procedure: Procedure, move: Move) -> Reason | None:
    """Why this person may not take a move that their role allows (the drafter of an opinion does not give it)."""
    not_for = kind_of(procedure).action(move.action).not_for
    return not_for(procedure, actor) if not_for is not None else None


def works_for(actor: Actor, procedure: Procedure, party: Party) -> bool:
    """Whether the actor sees that party's own working papers: its working people do, and an auditor."""
    organisation = procedure.party(party)
    return actor.has(Role.AUDITOR) or (
        organisation is not None and bool(actor.roles_in(organisation.id) & WORKING_ROLES)
    )


def may_see_unpublished(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor sees what the procedure's Commission has not published yet: who sits in it, and nobody else."""
    return seat_of(actor, procedure) is not None


def annuls_as(actor: Actor, procedure: Procedure) -> list[Membership]:
    """The head's roles by which the actor could annul an act: of any party of the procedure."""
    organisations = {row.organisation_id for row in procedure.party_rows}
    return [m for m in actor.memberships if m.role == Role.HEAD and m.organisation_id in organisations]


def may_start(actor: Actor, kind: OrganisationKind, roles: tuple[Role, ...]) -> Membership | None:
    """The role by which the actor may draft a new procedure for an organisation of this kind, or None.

    The organisation acted for goes first, where the actor works for several.
    """
    held = [m for m in actor.memberships if m.organisation.kind == kind and m.role in roles]
    acted_for = actor.organisation.id if actor.organisation else None
    return min(held, key=lambda m: (m.organisation_id != acted_for, m.id), default=None)


def may_start_request(actor: Actor) -> Membership | None:
    """¶ 8.1: a state body's specialist or head drafts a request for automation."""
    return may_start(actor, OrganisationKind.STATE_BODY, PREPARERS)


def may_start_programme(actor: Actor) -> Membership | None:
    """H49: a state body's specialist or head enters its programmes in the register."""
    return may_start(actor, OrganisationKind.STATE_BODY, PREPARERS)


def may_register_request(actor: Actor) -> Membership | None:
    """H12: a clerk of a state body or of the integrator registers a request that came on paper."""
    clerk = (Role.CLERK,)
    return may_start(actor, OrganisationKind.STATE_BODY, clerk) or may_start(actor, OrganisationKind.INTEGRATOR, clerk)


def may_start_proposal(actor: Actor) -> Membership | None:
    """¶ 8.2: a supplier's or the operator's specialist or head drafts a proposal."""
    return may_start(actor, OrganisationKind.SUPPLIER, PREPARERS) or may_start(
        actor, OrganisationKind.OPERATOR, PREPARERS
    )


def may_register_proposal(actor: Actor) -> Membership | None:
    """H12: the integrator's clerk registers a proposal that came on paper."""
    return may_start(actor, OrganisationKind.INTEGRATOR, (Role.CLERK,))


def may_start_tender(actor: Actor) -> Membership | None:
    """¶ 42: the integrator's specialist or head drafts an announcement."""
    return may_start(actor, OrganisationKind.INTEGRATOR, PREPARERS)


def may_start_bid(actor: Actor) -> Membership | None:
    """¶ 49: a supplier's specialist or head drafts a bid."""
    return may_start(actor, OrganisationKind.SUPPLIER, PREPARERS)


def may_keep_register(actor: Actor) -> Membership | None:
    """¶ 76-1: the integrator's specialist or head keeps the register of services."""
    return may_start(actor, OrganisationKind.INTEGRATOR, PREPARERS)


def may_keep_barred(actor: Actor) -> bool:
    """Law 45-3: an administrator keeps the register of barred suppliers."""
    return actor.has(Role.ADMINISTRATOR)


_HOLDS: dict[Access, Callable[[Actor], bool]] = {
    Access.ANYBODY: lambda actor: True,
    Access.DEMO: lambda actor: True,
    Access.SIGNED_OUT: lambda actor: True,
    Access.SIGNED_IN: lambda actor: actor.known,
    Access.TOKEN: lambda actor: actor.known,
    Access.TOKEN_UNLESS_PUBLIC: lambda actor: True,
    Access.AUDITORS: lambda actor: actor.has(Role.AUDITOR) or actor.has(Role.ADMINISTRATOR),
    Access.ADMINISTRATORS: lambda actor: actor.has(Role.ADMINISTRATOR),
}


def may_open(actor: Actor, access: Access) -> bool:
    """Whether the actor may open a page of that access."""
    return _HOLDS[access](actor)
