"""A procedure whole: what its page, its acts and the API ask for of it is read with it, by two questions or three.

Its parties, seats, acts and terms, those of what it came from and led to, and what its kind says besides
(`Kind.parts`). Only where nothing is written: an act looks at the rows as they are when it has the lock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from qyzmet import database
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.models import Deadline
from qyzmet.documents import service as documents
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.people.models import Membership, User
from qyzmet.procedure.kinds import kind_of, kinds, table_of
from qyzmet.procedure.models import Act, Procedure, ProcedureParty, ProcedureSeat
from qyzmet.reading import read_together
from qyzmet.reading.read_once import remember
from qyzmet.reading.read_together import Part, of_relationship


@dataclass(frozen=True)
class _Common:
    """What procedures of every kind have."""

    parties: Part
    seats: Part
    acts: Part
    terms: Part
    documents: Part
    # Those of the parties: whose turn it is rests on who can do it.
    people: Part


@cache
def _common() -> _Common:
    # Not before every room's models are there.
    people = joinedload(ProcedureSeat.user).joinedload(User.memberships).joinedload(Membership.organisation)
    colleagues = joinedload(Membership.user).joinedload(User.memberships).joinedload(Membership.organisation)
    document = joinedload(DocumentUse.document)
    return _Common(
        parties=of_relationship(Procedure.party_rows, joinedload(ProcedureParty.organisation)),
        seats=of_relationship(
            Procedure.seats,
            people,
            joinedload(ProcedureSeat.organisation),
            wanted=lambda procedure: table_of(procedure).has_commission,
        ),
        acts=of_relationship(
            Procedure.acts, joinedload(Act.user), joinedload(Act.organisation), joinedload(Act.acting_for)
        ),
        terms=Part(
            entity=Deadline,
            belongs=Deadline.procedure_id.in_,
            owner=lambda row: row.procedure_id,
            order=(Deadline.id,),
            keep=lambda procedure, rows: remember(deadlines.all_deadlines, rows, procedure),
            options=(joinedload(Deadline.moves),),
        ),
        documents=Part(
            entity=DocumentUse,
            belongs=DocumentUse.procedure_id.in_,
            owner=lambda row: row.procedure_id,
            order=(DocumentUse.document_id,),
            keep=lambda procedure, rows: documents.keep(procedure, [row.document for row in rows]),
            options=(document.joinedload(Document.organisation), document.joinedload(Document.uses)),
        ),
        people=Part(
            entity=Membership,
            belongs=lambda keys: Membership.organisation_id.in_(
                select(ProcedureParty.organisation_id).where(ProcedureParty.procedure_id.in_(keys))
            ),
            owner=lambda row: row.organisation_id,
            order=(Membership.id,),
            # By their organisations, of which several procedures have the same (`_keep_people`).
            keep=lambda procedure, rows: None,
            options=(colleagues,),
        ),
    )


@cache
def each_kind() -> dict[str, Part]:
    """The procedures themselves, a part for each kind: their owners are the lists that ask for them."""
    entities = {name: aliased(kind.model, flat=True) for name, kind in kinds().items()}
    return {
        name: Part(
            entity=entity,
            belongs=entity.id.in_,
            owner=lambda row: row.id,
            order=(entity.id,),
            keep=lambda wanted, rows: wanted.found.extend(rows),
            options=tuple(kinds()[name].loads(entity)),
        )
        for name, entity in entities.items()
    }


@dataclass
class _Wanted:
    id: int
    found: list[Procedure] = field(default_factory=list)


def of_ids(kinds_by_id: Mapping[int, str]) -> list[Procedure]:
    """The procedures of these ids, of all kinds by one question and in the order of the ids, read for what is to be
    done in each.
    """
    wanted = {row_id: _Wanted(row_id) for row_id in kinds_by_id}
    names = dict.fromkeys(kinds_by_id.values())
    read_together.read(
        (each_kind()[name], [wanted[row_id] for row_id, kind in kinds_by_id.items() if kind == name]) for name in names
    )
    found = [procedure for each in wanted.values() for procedure in each.found]
    read(found, for_tasks=True)
    return found


def known_by(procedures: Iterable[Procedure]) -> list[tuple[Part, Iterable[Any]]]:
    """What says who knows of the procedures: their parties and their Commissions."""
    found = list(procedures)
    return [(_common().parties, found), (_common().seats, found)]


def acts_of(procedures: Iterable[Procedure]) -> tuple[Part, Iterable[Any]]:
    """The acts of the procedures."""
    return _common().acts, procedures


def documents_part() -> Part:
    """The documents of a procedure, for a kind that shows them wherever it is shown."""
    return _common().documents


def read(procedures: Sequence[Any], *, for_page: bool = False, for_tasks: bool = False) -> None:
    """Read the procedures whole; for a page with their people and documents, and with acts and terms of what they came
    from and led to. What is to be done in many of them asks for the same, but for the acts elsewhere.
    """
    if not database.is_reading():
        return
    common, everywhere = _common(), _with_related(procedures)
    acts = everywhere if for_page else procedures
    terms = everywhere if for_page or for_tasks else procedures
    shown = list(dict.fromkeys([*procedures, *_that_lead_on(procedures)]))
    of_kinds = _of_kinds(shown)
    if for_page or for_tasks:
        of_kinds |= {common.documents: list(procedures), common.people: list(procedures)}
    asked = {common.parties: everywhere, common.seats: everywhere, common.acts: acts, common.terms: terms, **of_kinds}
    rows = read_together.read(asked.items())
    _keep_people(procedures, rows.get(common.people))
    read_together.read(each for procedure in shown for each in kind_of(procedure).parts_of_parts(procedure))


def read_for_list(procedures: Sequence[Any]) -> None:
    """What a list says of procedures: their parties and terms, and who may know of what they came from and led to."""
    common, everywhere = _common(), _with_related(procedures)
    read_together.read([(common.parties, everywhere), (common.seats, everywhere), (common.terms, procedures)])


def _that_lead_on(procedures: Iterable[Any]) -> list[Any]:
    """The procedures by which these go on now: a page says how it stands there, and little of one that has ended."""
    found = [each for procedure in procedures for each in kind_of(procedure).leads_on(procedure)]
    return [each for each in found if each.state not in table_of(each).last | table_of(each).settled]


def _with_related(procedures: Sequence[Any]) -> list[Any]:
    related = [each for procedure in procedures for each in kind_of(procedure).related(procedure)]
    return list(dict.fromkeys([*procedures, *related]))


def _keep_people(procedures: Iterable[Procedure], members: Sequence[Membership] | None) -> None:
    """The members of the parties, each list with its organisation, as if it had been loaded with it."""
    if members is None:
        return
    by_organisation: dict[int, list[Membership]] = defaultdict(list)
    for member in members:
        by_organisation[member.organisation_id].append(member)
    for organisation in {row.organisation for each in procedures for row in each.party_rows}:
        set_committed_value(organisation, "memberships", by_organisation[organisation.id])


def _of_kinds(procedures: Iterable[Any]) -> dict[Part, list[Any]]:
    """The parts that kinds have of their own, each with those of whom it is asked."""
    found: dict[Part, list[Any]] = {}
    for procedure in procedures:
        for part in kind_of(procedure).parts():
            found.setdefault(part, []).append(procedure)
    return found
