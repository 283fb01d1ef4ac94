"""The papers of the review: the integrator's opinion (¶ 11) and the authorised body's decision (¶ 13)."""

from collections.abc import Mapping
from typing import Any

from qyzmet.printing.frame import channel_marks, documents_of, file, instant, paper, signature, text
from qyzmet.printing.paper import Block, Heading, Item, Items, Paper, Paragraph, Table
from qyzmet.printing.paper import Column as TableColumn
from qyzmet.printing.printable import Sheet
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ..filing.papers import RECEIPT, filer
from ..models import Filed, Opinion
from . import fingerprints
from . import opinion as opinions
from .criteria import BEST, CRITERIA, CRITERIA_MEANINGS, LEVELS_OF, SAME, Criterion

DECISIONS = ("agree", "refuse")


def has_opinion(filed: Filed) -> bool:
    """Whether there is an opinion, or a draft of it, that the actor may see."""
    return opinions.visible(filed) is not None


def opinion(filed: Filed) -> Paper:
    """¶ 11: the opinion on three criteria; a draft is marked as one. Raises LookupError where there is none."""
    shown = opinions.visible(filed)
    if shown is None:
        raise LookupError(f"{filed.public_number} has no opinion to be shown")
    given = _given(filed, shown)
    ids = [each for criterion in shown.criteria for each in criterion.get("documents") or []]
    found = documents_of(filed, ids)
    hashes = {each: document.sha256 for each, document in found.items() if document is not None}
    blocks: list[Block] = [
        Paragraph(_conclusion(shown), True),
        text(shown.text),
        Heading(_("The three criteria")),
        _scores(shown),
        Paragraph(_("The order prints no scale; this one is a local form."), quiet=True),
    ]
    for key in Criterion:
        criterion = _criterion(shown, key)
        blocks += [Heading(str(CRITERIA[key]), 2), Paragraph(str(CRITERIA_MEANINGS[key]), quiet=True)]
        blocks.append(text(criterion.get("grounds")))
        evidence = tuple(file(each, found[each]) for each in criterion.get("documents") or [])
        if evidence:
            blocks += [Paragraph(_("Evidence"), strong=True), Items(evidence)]
    if shown.findings:
        blocks += [Heading(_("What was found")), _findings(shown)]
    if given is not None:
        blocks.append(signature(_("Opinion given"), given))
    return paper(
        filed,
        _("Opinion of the service integrator"),
        blocks,
        at=shown.given_at or shown.drafted_at,
        author=name_of(given.organisation if given else filed.party(Party.INTEGRATOR)),
        facts=[
            *_about(filed),
            (_("Drafted"), f"{shown.drafted_by.full_name}, {instant(shown.drafted_at)}"),
        ],
        marks=(*(() if given else (_("Draft"),)), _("Local form"), *channel_marks(filed)),
        fingerprint=fingerprints.opinion(filed, shown, hashes) if given else None,
    )


def _given(filed: Filed, shown: Opinion) -> Act | None:
    if shown.given_at is None:
        return None
    return next((act for act in reversed(standing_acts(filed)) if act.action == "give_opinion"), None)


def _criterion(shown: Opinion, key: Criterion) -> Mapping[str, Any]:
    return next((each for each in shown.criteria if each.get("key") == key), {})


def _scores(shown: Opinion) -> Table:
    rows = []
    for key in Criterion:
        score = _criterion(shown, key).get("score")
        level = str(LEVELS_OF[key][score]) if isinstance(score, int) and 0 <= score <= BEST else ""
        rows.append((str(CRITERIA[key]), "" if score is None else _("%(score)s of 5", score=score), level))
    return Table(
        columns=(TableColumn(_("Criterion"), 3), TableColumn(_("Score"), 1), TableColumn(_("What the score says"), 5)),
        rows=tuple(rows),
    )


def _conclusion(shown: Opinion) -> str:
    if shown.favourable is None:
        return _("The draft does not say yet whether the opinion is favourable.")
    return _("The opinion is favourable.") if shown.favourable else _("The opinion is not favourable.")


def _findings(shown: Opinion) -> Items:
    return Items(
        tuple(
            Item(
                f"{each.get('subject') or ''}: " + str(SAME[each.get("same")]),
                str(each.get("reason") or ""),
            )
            for each in shown.findings
        )
    )


def _about(filed: Filed) -> list[tuple[str, str]]:
    return [
        (_("Number"), filed.public_number),
        (_("Name of the function"), filed.title),
        (_("Filed by"), filer(filed)),
        (_("Received"), instant(filed.received_at)),
    ]


def _decision_of(filed: Filed) -> Act | None:
    return next((act for act in reversed(standing_acts(filed)) if act.action in DECISIONS), None)


def has_decision(filed: Filed) -> bool:
    """Whether the authorised body has agreed or refused."""
    return _decision_of(filed) is not None


def decision(filed: Filed) -> Paper:
    """¶ 13: agreement or refusal with its grounds. Raises LookupError where there is none."""
    act = _decision_of(filed)
    if act is None:
        raise LookupError(f"{filed.public_number} is not decided")
    agreed = act.action == "agree"
    given = filed.given_opinion
    return paper(
        filed,
        _("Decision of the authorised body"),
        [
            Paragraph(
                _("The authorised body agrees to the automation.")
                if agreed
                else _("The authorised body refuses the automation."),
                strong=True,
            ),
            Heading(_("Grounds")),
            text(act.body.get("grounds")),
            signature(_("Decided"), act),
        ],
        at=act.at,
        author=name_of(act.organisation),
        facts=[
            *_about(filed),
            (_("Opinion given"), instant(given.given_at) if given else ""),
            (_("Paragraph of the Rules"), formats.cited("¶ 13")),
        ],
        marks=(_("Local form"), *channel_marks(filed)),
        fingerprint=fingerprints.decision(filed, act),
    )


# A request and a proposal come to have the same.
REVIEWED = {
    "receipt": RECEIPT,
    "opinion": Sheet(N_("Opinion"), opinion, has_opinion),
    "decision": Sheet(N_("Decision"), decision, has_decision),
}
