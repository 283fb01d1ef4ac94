"""Function passports as the engine carries them out: their table and acts (H48)."""

from collections.abc import Iterator

from qyzmet.procedure.kinds import Kind

from ..models import FunctionPassport
from ..procedure.passport import PASSPORTS
from . import reading
from .actions import PASSPORT
from .save import after_save


def _searched(passport: FunctionPassport) -> Iterator[str]:
    """The names in every language, the acts, the provider and the systems."""
    data = passport.data
    yield from (str(each) for each in (data.get("names") or {}).values() if each)
    for act in data.get("acts") or ():
        yield f"{act.get('title') or ''} {act.get('number') or ''}"
    yield str(data.get("provider") or "")
    yield from (str(each) for each in data.get("systems") or ())


KIND = Kind(
    tables={PASSPORTS.edition: PASSPORTS},
    model=FunctionPassport,
    actions=PASSPORT,
    public=True,
    after_save=after_save,
    searched=_searched,
    loads=reading.loads,
    list_loads=reading.loads,
    related=reading.related,
    came_from=lambda passport: passport.predecessor,
)
