"""The announcement printed (¶ 42, 47; Annex 3 is not printed in the order: a local form), and the design assignment
that is attached to it.
"""

import datetime as dt
from collections.abc import Iterator

from qyzmet import clock
from qyzmet.printing.frame import documents_of, edition, file, in_figures, instant, money, paper, signature, text, word
from qyzmet.printing.paper import OFFICIAL, Block, Column, Facts, Heading, Item, Items, Paper, Paragraph, Table
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.procedure.wording import name_of
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web import formats
from qyzmet.web.formats import language

from ...requests.assignment import parts, printed_parts
from ...requests.assignment.choices import MECHANISMS, OBJECT_KINDS
from ...requests.models import AssignmentVersion
from ...requests.procedure.assignment import ASSIGNMENTS
from ..models import Amendment, Question, Tender
from ..procedure.states import CANCELLED
from . import dates_shown, design_assignment, extend, family, fingerprint
from .dates_shown import ShownMoment


def announcement(tender: Tender) -> Paper:
    """What is wanted, by when and how it will be judged; what was asked and amended. A draft is marked as one."""
    published = tender.published_at is not None
    return paper(
        tender,
        _("Announcement of a tender"),
        [*_wanted(tender), *_dates(tender), *_judged(tender), *_asked(tender), *_amended(tender), *_signed(tender)],
        at=_newest(tender),
        author=name_of(tender.party(Party.INTEGRATOR)),
        facts=_facts(tender),
        marks=(
            *(() if published else (_("Draft"),)),
            _("Local form"),
            *((_("Cancelled"),) if tender.state == CANCELLED else ()),
        ),
        fingerprint=fingerprint.of(tender) if published else None,
        said=_(
            "The hash is the SHA-256 of the announcement as it stood at the instant above: its words, its dates, "
            "the version of the design assignment, questions, answers and amendments. Whatever is added later gives "
            "another."
        ),
    )


def has_assignment(tender: Tender) -> bool:
    """Whether a version of the design assignment is there to be attached."""
    return design_assignment.version_for(tender) is not None


def assignment(tender: Tender) -> Paper:
    """¶ 42: the version that the announcement is published with. Raises LookupError where there is none."""
    version = design_assignment.version_for(tender)
    if version is None:
        raise LookupError(f"{tender.public_number} has no approved design assignment")
    published = tender.published_at is not None
    return paper(
        tender,
        parts.FORM_TITLE if language() == OFFICIAL else _(ASSIGNMENTS.title),
        printed_parts.blocks(version.data),
        at=version.proposed_at,
        author=name_of(tender.party(Party.INTEGRATOR)),
        facts=[
            (_("Number"), tender.assignment.public_number),
            (_("Version"), str(version.number)),
            (_("Tender"), _called(tender)),
            (_("Customer"), name_of(tender.party(Party.STATE_BODY))),
            (_("Developed by"), name_of(tender.party(Party.INTEGRATOR))),
            (_("Proposed"), instant(version.proposed_at)),
        ],
        marks=() if published else (_("Draft"),),
        fingerprint=version.hash if published else None,
        said=_(
            "The hash (SHA-256) is made of the number, the version and the fourteen parts of the design assignment."
        ),
        official="" if language() == OFFICIAL else parts.FORM_TITLE,
    )


def _called(tender: Tender) -> str:
    return f"{tender.public_number} · {tender.title}"


def _newest(tender: Tender) -> dt.datetime:
    """The instant from which the announcement stands as it is printed."""
    said = [each.answered_at or each.asked_at for each in tender.questions]
    changed = [each.at for each in tender.amendments]
    longer = [act.at for act in extend.extensions_of(tender)]
    return max([tender.published_at or tender.created_at, *said, *changed, *longer])


def _facts(tender: Tender) -> Iterator[tuple[str, str]]:
    version = design_assignment.version_for(tender)
    yield _("Number"), tender.public_number
    yield _("Name of the tender"), tender.title
    yield _("Customer"), name_of(tender.party(Party.STATE_BODY))
    yield _("Announced by"), name_of(tender.party(Party.INTEGRATOR))
    yield _("Published"), instant(tender.published_at)
    yield _("As it stood at"), instant(_newest(tender)) if tender.published_at else ""
    yield _("Announcement in the chain of ¶ 53-1"), _place(tender)
    yield _("Design assignment"), _version(tender, version)
    yield _("Edition of the Rules"), edition(tender)


def _place(tender: Tender) -> str:
    place = str(tender.announcement)
    return f"{place} ({_('repeated')})" if tender.repeats else place


def _version(tender: Tender, version: AssignmentVersion | None) -> str:
    number = tender.assignment.public_number
    if version is None:
        return number
    # Not within the f-string: the collection of texts does not look into one before Python 3.12.
    words = _("version %(number)s", number=version.number)
    return f"{number}, {words}"


def _wanted(tender: Tender) -> Iterator[Block]:
    data = design_assignment.assignment_data(tender)
    general, terms = data.get("general") or {}, data.get("contract_terms") or {}
    yield Heading(_("What is wanted"))
    yield text(general.get("purpose"))
    rows = (
        (_("What is created"), word(OBJECT_KINDS, general.get("object"))),
        (_("Mechanism of creation"), word(MECHANISMS, general.get("mechanism"))),
        (_("Number of state bodies"), in_figures(general.get("state_bodies"))),
        (_("Number of users"), in_figures(general.get("users"))),
        (_("How long the lease lasts, months"), in_figures(terms.get("lease_months"))),
        (_("Whom to ask about the tender, and how"), str(tender.data.get("contact") or "")),
        (_("Where bids on paper and on carriers are taken"), str(tender.data.get("paper_address") or "")),
    )
    yield Facts(tuple((label, value) for label, value in rows if value))
    yield Heading(_("Ceiling prices"))
    yield Facts(
        (
            (_("Price of the lease"), money(data.get("ceiling_lease")) or "–"),
            (_("Price of the IC service"), money(data.get("ceiling_service")) or "–"),
        )
    )


def _dates(tender: Tender) -> Iterator[Block]:
    yield Heading(_("Dates"))
    if tender.published_at is None:
        yield Paragraph(
            _(
                "If the announcement is published today, these dates follow. They are counted anew in the moment of "
                "publication."
            )
        )
    yield Table(
        columns=(Column(_("Date"), 3), Column(_("When"), 3), Column(_("How it was counted"), 5)),
        rows=tuple((each.title, each.text, "\n".join(_counted(each))) for each in dates_shown.of(tender)),
    )
    for act in extend.extensions_of(tender):
        day = formats.date(clock.almaty(act.at).date(), language())
        yield Paragraph(f"{_('Extended on %(day)s after an outage:', day=day)} {act.body['reason']}")
    yield Paragraph(
        _(
            "Bids are addressed to the service integrator. They come through the electronic platform, or in an "
            "envelope on paper or on an electronic carrier (¶ 49; H9, house rule). Until the opening nobody reads them."
        )
    )


def _counted(moment: ShownMoment) -> Iterator[str]:
    yield formats.cited(moment.rule)
    if moment.how:
        yield moment.how
    days = sorted(moment.strip, key=lambda day: day.on)
    off = [f"{formats.date_short(day.on, language())} – {day.reason}" for day in days if not day.worked]
    if off:
        yield _("Not counted: %(days)s.", days="; ".join(off))
    if moment.provisional:
        yield _(
            "The decree on moved rest days for a year within this term is not known yet. The date may still change; "
            "everyone concerned will be told."
        )


def _judged(tender: Tender) -> Iterator[Block]:
    yield Heading(_("Criteria for selecting the supplier"))
    yield from printed_parts.criteria(design_assignment.assignment_data(tender))
    version = design_assignment.version_for(tender)
    if version is not None:
        yield Heading(_("Design assignment"))
        yield Paragraph(
            _(
                "Attached is the design assignment %(assignment)s. It is printed from the tender's page too.",
                assignment=_version(tender, version),
            )
        )
        yield Facts(((_("Hash (SHA-256)"), version.hash),))
    published = [each for each in family.of(tender) if each.published_at is not None]
    if len(published) > 1:
        yield Heading(_("Announcements of this tender"))
        yield Items(tuple(Item(f"{_place(each)}: {each.public_number}", _told(each)) for each in published))


def _told(tender: Tender) -> str:
    published_at = tender.published_at or tender.created_at
    day = formats.date(clock.almaty(published_at).date(), language())
    words = [_("published on %(day)s", day=day), _version(tender, tender.frozen)]
    return " · ".join(words)


def _asked(tender: Tender) -> Iterator[Block]:
    if tender.published_at is None:
        return
    yield Heading(_("Questions and answers"))
    if not tender.questions:
        yield Paragraph(_("None"), quiet=True)
    for each in tender.questions:
        yield from question(each.public_id, each.text, each.answer, _hours(each))


def _hours(question: Question) -> tuple[str, str]:
    return instant(question.asked_at), instant(question.answered_at)


def question(number: str, words: str, answer: str | None, at: tuple[str, str] = ("", "")) -> Iterator[Block]:
    """A question with its answer; `at` are the hours of both, as people read them."""
    asked_at, answered_at = at
    yield Paragraph(", ".join(filter(None, (number, asked_at))), strong=True)
    yield Paragraph(words)
    if answer is None:
        yield Paragraph(_("Not answered yet."), quiet=True)
    else:
        yield Paragraph(", ".join(filter(None, (_("Answer"), answered_at))), strong=True)
        yield Paragraph(answer)


def _amended(tender: Tender) -> Iterator[Block]:
    if tender.amendments:
        yield Heading(_("Clarifications and amendments"))
    for each in tender.amendments:
        kind = _("material") if each.material else _("clarification")
        yield Paragraph(f"{instant(each.at)}, {kind}", strong=True)
        yield Paragraph(each.text)
        yield from _began_again(each)
        found = documents_of(tender, each.documents)
        if found:
            yield Items(tuple(file(number, document) for number, document in found.items()))


def _began_again(amendment: Amendment) -> Iterator[Block]:
    if not amendment.material or amendment.version is None:
        return
    yield Paragraph(
        _(
            "The acceptance of bids began again, in full, with version %(number)s of the design assignment. A bid "
            "handed in before is confirmed or replaced by its bidder.",
            number=amendment.version.number,
        )
    )
    if amendment.accepted_until is not None:
        yield Paragraph(_("Until then bids were taken until %(until)s.", until=until_text(amendment.accepted_until)))


def _signed(tender: Tender) -> Iterator[Block]:
    acts: dict[str, Act] = {act.action: act for act in standing_acts(tender)}
    for action, title in (("consent", _("Consented")), ("publish", _("Published"))):
        act = acts.get(action)
        if act is not None and act.user is not None:
            yield signature(title, act)
