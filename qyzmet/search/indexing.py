"""Keeping the index in step with what it is about, in the same transaction. Nothing here commits.

Who may know of a procedure is never in the index: whoever searches adds `rights.known_to`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from qyzmet.database import db
from qyzmet.people.models import Organisation
from qyzmet.procedure.kinds import kind_of, kinds
from qyzmet.procedure.models import Procedure, ProcedureParty
from qyzmet.search import legal_acts, spelling, words
from qyzmet.search.models import CitedAct, SearchWord

AT_ONCE = 500
_beside: list[Callable[[Procedure], None]] = []


def beside(keep: Callable[[Procedure], None]) -> None:
    """Have something else kept in step with every procedure, whenever it is indexed: a list that a room keeps."""
    if keep not in _beside:
        _beside.append(keep)


def index(procedure: Procedure) -> None:
    """Index a procedure as it is now: what has changed since the last time is written, and nothing else."""
    index_all([procedure])


def index_all(procedures: Iterable[Procedure], *, learn_all: bool = False) -> None:
    """The same for several: what stands in the index is asked, and what is new written, once for all of them.

    How a word is spelled was kept when it came into the index; with `learn_all` it is kept anew of every word.
    """
    db.session.flush()
    stems: dict[int, set[str]] = {}
    keys: dict[int, set[str]] = {}
    spelled: set[int] = set()
    for each in procedures:
        kind = kind_of(each)
        found = words.stems(_texts(each, kind.searched(each) if kind.searched is not None else ()))
        if kind.forgiving:
            found |= words.plain_stems(found)
            spelled.add(each.id)
        stems[each.id] = found
        if kind.cites is not None:
            keys[each.id] = {legal_acts.key_of(act) for act in kind.cites(each)} - {""}
        for keep in _beside:
            keep(each)
    new = _keep(SearchWord, "word", stems)
    learned = stems if learn_all else new
    for procedure_id in sorted(spelled):
        spelling.learn(learned[procedure_id])
    _keep(CitedAct, "key", keys)


def _texts(procedure: Procedure, own: Iterable[str]) -> Iterable[str]:
    for number in (procedure.draft_number, procedure.number or ""):
        yield words.of_number(number)
    yield procedure.title
    for row in procedure.party_rows:
        yield from _names(row.organisation)
    yield from own


def _names(organisation: Organisation) -> tuple[str, ...]:
    return (organisation.name_kk, organisation.name_ru, organisation.name_en, organisation.bin)


def _keep(model: type[SearchWord | CitedAct], name: str, wanted: Mapping[int, set[str]]) -> Mapping[int, set[str]]:
    """`wanted` are the values of the column by the procedures' ids; gives those that were not there yet."""
    if not wanted:
        return {}
    column = getattr(model, name)
    there: dict[int, set[str]] = {each: set() for each in wanted}
    for each, value in db.session.execute(select(model.procedure_id, column).where(model.procedure_id.in_(wanted))):
        there[each].add(value)
    for procedure_id, values in wanted.items():
        gone = sorted(there[procedure_id] - values)
        if gone:
            db.session.execute(
                delete(model).where(model.procedure_id == procedure_id, column.in_(gone)),
                execution_options={"synchronize_session": False},
            )
    new = {procedure_id: values - there[procedure_id] for procedure_id, values in wanted.items()}
    rows = [{name: value, "procedure_id": each} for each, values in new.items() for value in sorted(values)]
    if rows:
        # Somebody may just have given a party its new name, and with it the same word.
        db.session.execute(_insert(model).on_conflict_do_nothing(), rows)
    return new


def _insert(model: type[SearchWord | CitedAct]) -> Any:
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model.__table__)


def name_parties(organisation: Organisation) -> None:
    """An organisation has new names, or has taken procedures over: each of its procedures is found by them.

    One statement a word, however many procedures there are. The names of before go on finding a procedure until it
    is next indexed: people remember them.
    """
    db.session.flush()
    found = words.stems(_names(organisation))
    plain = words.plain_stems(found) - found
    forgiving = [name for name, kind in kinds().items() if kind.forgiving]
    for word in sorted(found | plain):
        rows = (
            select(literal(word), ProcedureParty.procedure_id)
            .where(ProcedureParty.organisation_id == organisation.id)
            .distinct()
        )
        if word in plain:
            rows = rows.where(
                ProcedureParty.procedure_id.in_(select(Procedure.id).where(Procedure.kind.in_(forgiving)))
            )
        db.session.execute(_insert(SearchWord).from_select(["word", "procedure_id"], rows).on_conflict_do_nothing())
    spelling.learn(found | plain)


def rebuild() -> int:
    """Index every procedure anew, for a release that makes its words in another way; says how many there are.

    Commits after each few hundred, so that nobody waits for it.
    """
    count, last = 0, 0
    while True:
        found = list(
            db.session.scalars(select(Procedure).where(Procedure.id > last).order_by(Procedure.id).limit(AT_ONCE))
        )
        if not found:
            db.session.commit()  # The last look has begun a transaction too.
            return count
        index_all(found, learn_all=True)
        count, last = count + len(found), found[-1].id
        db.session.commit()
        db.session.expunge_all()
