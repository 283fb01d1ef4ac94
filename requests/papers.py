"""Which papers of a procedure can be printed, by its kind: what exists, and what the actor may see of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import gettext as _

from qyzmet.printing.paper import Paper
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages.kinds import Link
from qyzmet.vocabulary import N_

from . import printed_assignment, printed_filing, printed_review


def _always(procedure: Any) -> bool:
    return True


@dataclass(frozen=True)
class Printable:
    """A paper that procedures of a kind have, from when on, and what makes it."""

    title: str
    make: Callable[[Any], Paper]
    exists: Callable[[Any], bool] = _always


_RECEIPT = Printable(N_("Receipt"), printed_filing.receipt, printed_filing.has_receipt)
_OPINION = Printable(N_("Opinion"), printed_review.opinion, printed_review.has_opinion)
_DECISION = Printable(N_("Decision"), printed_review.decision, printed_review.has_decision)
_REVIEWED = {"receipt": _RECEIPT, "opinion": _OPINION, "decision": _DECISION}

# By the kind of procedure, in the order in which they come about.
PAPERS: Mapping[str, Mapping[str, Printable]] = {
    "requests": {"request": Printable(N_("Request"), printed_filing.request), **_REVIEWED},
    "proposals": {"proposal": Printable(N_("Proposal"), printed_filing.proposal), **_REVIEWED},
    "assignments": {"assignment": Printable(N_("Design assignment"), printed_assignment.assignment)},
}


def papers_of(procedure: Procedure) -> list[tuple[str, str]]:
    """The keys and titles of the papers that the current actor can print now."""
    papers = PAPERS.get(procedure.kind, {})
    return [(key, _(each.title)) for key, each in papers.items() if each.exists(procedure)]


def paper(procedure: Procedure, key: str) -> Paper | None:
    """That paper in the current language; None where there is none for the current actor."""
    printable = PAPERS.get(procedure.kind, {}).get(key)
    return printable.make(procedure) if printable is not None and printable.exists(procedure) else None


def makers(kind: str) -> dict[str, Callable[[Any], Paper | None]]:
    """For the API: what makes each paper of a kind, by its key."""
    return {key: partial(paper, key=key) for key in PAPERS[kind]}


def links(procedure: Procedure) -> list[Link]:
    """For the head of the procedure's page: where its papers are handed out."""
    return [Link(_("Papers to print"), f"{procedure.path}/print")] if papers_of(procedure) else []


def checked(procedure: Procedure, hash_: str) -> str:
    """What the page says of the hash that came along with a paper's code: which paper bears it, or that none does."""
    if not hash_:
        return ""
    for key, title in papers_of(procedure):
        made = paper(procedure, key)
        if made is not None and made.check.fingerprint == hash_:
            return _("This is the hash of the paper “%(title)s” of this record.", title=title)
    return _(
        "No paper that you can see of this record bears this hash: it is not ours, or the record has changed since."
    )
