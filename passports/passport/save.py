"""Writing a passport: what is saved may be incomplete; steps that come without a key are given one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Action, Body
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _

from ..models import FunctionPassport
from ..rules.steps import CONDITION, REFUSAL, STEP

TITLE_LENGTH = 300
# What each kind of entry has, in the order in which it is shown.
FIELDS = {
    STEP: ("key", "kind", "name", "by", "channel", "time", "result"),
    CONDITION: ("key", "kind", "name", "by", "channel", "yes", "no"),
    REFUSAL: ("key", "kind", "text"),
}
_PREFIX = {STEP: "s", CONDITION: "c", REFUSAL: "r"}


def against_saving(passport: FunctionPassport, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the IC service that it names exists."""
    number = data.get("service")
    known = not number or db.session.scalar(
        select(Procedure.id).where(Procedure.number == str(number), Procedure.kind == "services")
    )
    if known:
        return []
    return [Reason(_("There is no such service in the catalogue: %(number)s.", number=number), field="data.service")]


def with_keys(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps, each with a key of its own and with what its kind has alone."""
    found = [dict(each) for each in steps]
    taken = {str(each.get("key") or "") for each in found}
    for each in found:
        kind = str(each.get("kind") or "")
        if not each.get("key"):
            each["key"] = next(_free(_PREFIX.get(kind, "s"), taken))
            taken.add(each["key"])
    return [_of_its_kind(each) for each in found]


def _free(prefix: str, taken: set[str]) -> Iterator[str]:
    return (f"{prefix}{number}" for number in range(1, 10_000) if f"{prefix}{number}" not in taken)


def _of_its_kind(step: Mapping[str, Any]) -> dict[str, Any]:
    """Without the empty fields of other kinds; what was written there stays, so that nothing typed is lost."""
    own = FIELDS.get(str(step.get("kind") or ""), ())
    return {name: value for name, value in step.items() if not own or name in own or _holds(value)}


def _holds(value: object) -> bool:
    return any(map(_holds, value.values())) if isinstance(value, Mapping) else value not in (None, "")


def after_save(passport: FunctionPassport) -> None:
    """What lists show follows the data, and steps have their keys."""
    names = passport.data.get("names") or {}
    named = next((names[language] for language in ("kk", "ru", "en") if names.get(language)), "")
    passport.title = " ".join(str(named).split())[:TITLE_LENGTH]
    titles = {language: " ".join(str(names[language]).split())[:TITLE_LENGTH] for language in names if names[language]}
    passport.titles = titles or None
    steps = passport.data.get("steps")
    if steps and (keyed := with_keys(steps)) != steps:
        passport.data = {**passport.data, "steps": keyed}


SAVE = Action("save", against=against_saving)
