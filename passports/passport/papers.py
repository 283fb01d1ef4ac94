"""The passport as a paper: all that it says, and the steps of each channel with their times."""

from collections.abc import Iterator

from qyzmet.printing.frame import day, fingerprint, money, paper, signature
from qyzmet.printing.paper import Block, Column, Facts, Heading, Item, Items, Paper, Paragraph, Table
from qyzmet.printing.printable import Sheet, papers
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, Party
from qyzmet.web import formats

from ..choices import FORMS, RECIPIENTS, FormOfService, Recipient
from ..diagram import drawing, said
from ..models import FunctionPassport

TITLE = N_("Function passport")


def passport(found: FunctionPassport) -> Paper:
    """The version as it stands, a draft without a hash."""
    act = next((act for act in reversed(standing_acts(found)) if act.action == "approve"), None)
    blocks = list(_blocks(found))
    if act is not None:
        blocks.append(signature(_("Approved"), act))
    return paper(
        found,
        _(TITLE),
        blocks,
        at=act.at if act is not None else found.created_at,
        author=name_of(found.party(Party.STATE_BODY)),
        facts=list(_facts(found)),
        marks=(*(() if act is not None else (_("Draft"),)), _("Local form")),
        fingerprint=None if act is None else fingerprint({"number": found.number, "data": found.data}),
    )


def _facts(found: FunctionPassport) -> Iterator[tuple[str, str]]:
    language = formats.language()
    yield _("Number"), found.public_number
    yield _("State body"), name_of(found.party(Party.STATE_BODY))
    yield _("State"), state_word(table_of(found), found.state)
    yield _("Version of the passport"), str(found.passport_version)
    if found.in_force_from is not None:
        yield _("In force from"), formats.date(found.in_force_from, language)
    if found.in_force_until is not None:
        yield _("In force until"), formats.date(found.in_force_until, language)


def _blocks(found: FunctionPassport) -> Iterator[Block]:
    data = found.data
    names = data.get("names") or {}
    yield Heading(_("Name of the function"))
    spoken = (("kk", _("In Kazakh")), ("ru", _("In Russian")), ("en", _("In English")))
    yield Facts(tuple((word, str(names[key])) for key, word in spoken if names.get(key)))
    yield Heading(_("Acts on which it rests"))
    yield Items(
        tuple(
            Item(
                ", ".join(
                    filter(
                        None,
                        (
                            str(each.get("title") or ""),
                            f"№\N{NO-BREAK SPACE}{each['number']}" if each.get("number") else "",
                            day(each.get("date")),
                        ),
                    )
                ),
                f"{_('points')}: {each['points']}" if each.get("points") else "",
            )
            for each in data.get("acts") or ()
        ),
        numbered=True,
    )
    yield Heading(_("Provider and recipients"))
    yield Facts(
        (
            (_("Provider"), str(data.get("provider") or "")),
            (_("Recipients"), ", ".join(str(RECIPIENTS[Recipient(each)]) for each in data.get("recipients") or ())),
            (_("Channels"), ", ".join(said.channel_title(each) for each in data.get("channels") or ())),
            (_("Form of the service"), ", ".join(str(FORMS[FormOfService(each)]) for each in data.get("form") or ())),
            (_("Fee"), money(data.get("fee")) or _("Free of charge")),
            (_("Contacts for questions"), str(data.get("contact") or "–")),
        )
    )
    yield Heading(_("Ground, documents and term"))
    yield Paragraph(str(data.get("ground") or ""))
    if data.get("documents"):
        yield Items(tuple(Item(str(each)) for each in data["documents"]), numbered=True)
    for channel in said.channels(data):
        yield from _channel(channel)
    for key, title in (("systems", _("Information systems that are used")), ("notes", _("Notes"))):
        if data.get(key):
            yield Heading(title)
            yield Items(tuple(Item(str(each)) for each in data[key]), numbered=True)


def _channel(channel: said.ChannelSaid) -> Iterator[Block]:
    yield Heading(_("Steps: %(channel)s", channel=channel.title))
    yield Table(
        columns=(
            Column("№", 1, numeric=True),
            Column(_("What is done, or asked"), 7),
            Column(_("Who does it"), 3),
            Column(_("Time"), 2),
            Column(_("Result"), 4),
        ),
        rows=tuple(
            (
                str(line.number),
                line.name,
                line.by,
                line.time or ("" if line.answers else "–"),
                line.result or "\n".join(f"{answer}: {where}" for answer, where, _refusal in line.answers) or "–",
            )
            for line in channel.lines
        ),
    )
    yield Facts(
        tuple(
            (label, value)
            for label, value in (
                (_("Altogether"), channel.total or _("no time is printed")),
                (_("Printed term"), channel.term or _("none is printed")),
            )
        )
    )
    yield Paragraph(channel.difference)
    yield from drawing.on_paper(channel)


PAPERS = papers({"passport": Sheet(TITLE, passport)})
