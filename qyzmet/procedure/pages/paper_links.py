"""The papers of a procedure as its page speaks of them: the way to them, and whose hash came along with a code."""

from qyzmet.printing.paper import Paper
from qyzmet.printing.printable import Printable
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import kinds
from qyzmet.procedure.pages.kinds import Link
from qyzmet.translating import gettext as _


def of(procedure: Procedure) -> list[Printable]:
    """What the current actor can print of it now."""
    return list(kinds.of(procedure).api.papers.of(procedure))


def paper(procedure: Procedure, key: str) -> Paper | None:
    """That paper in the current language; None where there is none for the current actor."""
    return kinds.of(procedure).api.papers.paper(procedure, key)


def links(procedure: Procedure) -> list[Link]:
    """For the head of the procedure's page: where its papers are handed out."""
    return [Link(_("Papers to print"), f"{procedure.path}/print")] if of(procedure) else []


def checked(procedure: Procedure, hash_: str) -> str:
    """What the page says of the hash that came along with a paper's code: which paper bears it, or that none does."""
    if not hash_:
        return ""
    for each in of(procedure):
        if each.make().check.fingerprint == hash_:
            return _("This is the hash of the paper “%(title)s” of this record.", title=each.title)
    return _(
        "No paper that you can see of this record bears this hash: it is not ours, or the record has changed since."
    )
