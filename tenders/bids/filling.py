"""The form of a bid on pages: a row for each statement and each criterion, blank places for files."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from qyzmet.documents.fields import holds_documents
from qyzmet.forms.lists import lists_of
from qyzmet.sentences.sentence import rounded
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from ..models import Bid, Tender
from ..rules.criteria import Criterion, CriterionKind
from ..rules.qualification import STATEMENTS
from .bid_form import BidForm
from .requirements import criteria


def offer(bid: Bid, form: Any) -> None:
    """A row for each statement and criterion that has none yet, in the order of the Law and of the assignment."""
    fill(bid.tender, form)


def fill(tender: Tender, form: Any) -> None:
    """The same for any form of a bid's data."""
    if "statements" in form:
        _complete(form.statements, "key", [each.key for each in STATEMENTS])
    if "answers" in form:
        names = {each.key: each.name for each in criteria(tender)}
        _complete(form.answers, "criterion", list(names))
        for entry in form.answers.entries:
            entry.form.asked = names.get(str(entry.form.criterion.data), "")


def _complete(rows: Any, name: str, wanted: Sequence[str]) -> None:
    there = {str(entry.form[name].data) for entry in rows.entries}
    for key in wanted:
        if key not in there and len(rows.entries) < rows.most:
            rows.append_entry({name: key})
    place = {key: number for number, key in enumerate(wanted)}
    # What is asked no more, since an amendment, stands at the end and can be taken out.
    rows.entries.sort(key=lambda entry: place.get(str(entry.form[name].data), len(place)))


def invite(form: Any) -> None:
    """A blank place in each list of files that has none."""
    for entries in lists_of(form):
        if not entries.entries and holds_documents(entries) and not hasattr(entries, "form_class"):
            entries.append_entry()


def prepare(bid: Bid, form: BidForm) -> None:
    """What is kept, with the blank places that ask to be filled in."""
    offer(bid, form)
    invite(form)


def without_blank(data: dict[str, Any]) -> dict[str, Any]:
    """A section's data without the rows in which nothing was said."""
    kept = dict(data)
    if "statements" in kept:
        kept["statements"] = [each for each in kept["statements"] if each["confirmed"] or each["documents"]]
    if "answers" in kept:
        kept["answers"] = [each for each in kept["answers"] if each["text"] or each["documents"]]
    return kept


def words(bid: Bid) -> dict[str, Any]:
    """What statements and criteria are called, for the templates."""
    return words_of(bid.tender)


def words_of(tender: Tender) -> dict[str, Any]:
    """The same for the form of an envelope."""
    return {
        "statements": {
            each.key: {"text": _(each.text), "shown_by": "; ".join(_(one) for one in each.documents)}
            for each in STATEMENTS
        },
        "criteria": {each.key: {"name": each.name, "judged": _judged(each)} for each in criteria(tender)},
    }


def _judged(criterion: Criterion) -> str:
    """How a criterion judges, in a sentence or two."""
    if criterion.kind is CriterionKind.PASS_FAIL:
        return _("Met or not met.")
    said = _(
        "Weight %(weight)s of 100, from 0 to %(highest)s points.",
        weight=_number(criterion.weight),
        highest=_number(criterion.scale_max),
    )
    if criterion.pass_mark is None:
        return said
    return f"{said} " + _("Below %(mark)s points a bid is not chosen.", mark=_number(criterion.pass_mark))


def _number(value: Fraction) -> str:
    return formats.number(rounded(value).normalize(), formats.language())
