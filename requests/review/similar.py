"""¶ 11, criterion 3: what else concerns the same function or rests on the same legal act, among all that runs."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, false, func, literal, or_, select, union_all

from qyzmet import rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.kinds import kind_of, kinds
from qyzmet.procedure.models import Procedure
from qyzmet.reading.read_once import read_once
from qyzmet.search import legal_acts, words
from qyzmet.search.models import CitedAct, SearchWord
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party

from ..models import Filed
from . import similarity

# More are not shown: whoever finds so many has a function that everybody has.
MOST = 30
# Candidates by their words: the rarest words of a name are looked up, as many as tell it apart.
RAREST, PROBED = 6, 500


@dataclass(frozen=True)
class Found:
    """What was found, and why: translated sentences."""

    procedure: Procedure
    why: tuple[str, ...]


def may_see(actor: Actor, filed: Filed) -> bool:
    """The search is the integrator's tool; an auditor reads all."""
    return rights.works_for(actor, filed, Party.INTEGRATOR)


@read_once
def of(filed: Filed) -> list[Found]:
    """The running procedures of any kind that the reviewer has to judge, the newest first."""
    by_act, by_words = _by_act(filed), _by_words(filed)
    ids = sorted({*by_act, *by_words}, reverse=True)[:MOST]
    if not ids:
        return []
    rows = db.session.scalars(select(Procedure).where(Procedure.id.in_(ids)).order_by(Procedure.id.desc()))
    return [Found(each, (*by_act.get(each.id, ()), *by_words.get(each.id, ()))) for each in rows]


def _runs(filed: Filed) -> list[object]:
    """The conditions on what is compared: it runs, or works in the Catalogue, and is another one."""
    states = [
        and_(Procedure.kind == name, Procedure.state.in_(sorted(kind.compared)))
        for name, kind in kinds().items()
        if kind.compared
    ]
    return [Procedure.id != filed.id, or_(false(), *states)]


def _by_act(filed: Filed) -> dict[int, list[str]]:
    cites = kind_of(filed).cites
    cited = {legal_acts.key_of(act): act for act in cites(filed)} if cites is not None else {}
    cited.pop("", None)
    if not cited:
        return {}
    running = (
        select(CitedAct.key, CitedAct.procedure_id)
        .join(Procedure, Procedure.id == CitedAct.procedure_id)
        .where(CitedAct.key.in_(sorted(cited)), *_runs(filed))  # type: ignore[arg-type]
        .subquery()
    )
    general = select(running.c.key).group_by(running.c.key).having(func.count() > similarity.GENERAL_ACT)
    rows = db.session.execute(select(running.c.key, running.c.procedure_id).where(running.c.key.not_in(general)))
    found: dict[int, list[str]] = {}
    for key, procedure_id in rows:
        found.setdefault(procedure_id, []).append(_("the same act: %(act)s", act=_name(cited[key])))
    return {procedure_id: sorted(why) for procedure_id, why in found.items()}


def _name(act: object) -> str:
    said = act if isinstance(act, dict) else {}
    return " № ".join(text for text in (str(said.get("title") or ""), str(said.get("number") or "")) if text)


def _by_words(filed: Filed) -> dict[int, list[str]]:
    own = words.stems([filed.title])
    if len(own) < similarity.FEWEST:
        return {}
    probed = _rarest(own)
    # Whoever has half of all words has at least so many of the probed ones; one of them must be there in any case.
    needed = max(1, similarity.most_apart(len(own)) - (len(own) - len(probed)))
    candidates = (
        select(SearchWord.procedure_id)
        .join(Procedure, Procedure.id == SearchWord.procedure_id)
        .where(SearchWord.word.in_(probed), *_runs(filed))  # type: ignore[arg-type]
        .group_by(SearchWord.procedure_id)
        .having(func.count() >= needed)
    )
    rows = db.session.execute(select(Procedure.id, Procedure.title).where(Procedure.id.in_(candidates)))
    return {
        procedure_id: [_("the function in nearly the same words")]
        for procedure_id, title in rows
        if similarity.same_function(own, words.stems([title]))
    }


def _rarest(own: Iterable[str]) -> list[str]:
    """The words that stand in the fewest procedures, counted as far as that matters."""

    known = sorted(own)
    some = (select(literal(word).label("word"), _standing(word).label("many")) for word in known)
    many: dict[str, int] = dict(db.session.execute(union_all(*some)).all()) if known else {}
    return sorted(known, key=lambda word: (many[word], word))[:RAREST]


def _standing(word: str) -> ScalarSelect[int]:
    """In how many procedures it stands."""
    some = select(SearchWord.procedure_id).where(SearchWord.word == word).limit(PROBED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
