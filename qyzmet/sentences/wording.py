"""What a rule said, written for the reader: the text in the language of the page, each value in the reader's manner."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.sentence import Fact, Said, Word, rounded
from qyzmet.translating import gettext as _
from qyzmet.web import formats


def text_of(said: Said) -> str:
    """The sentence, translated, with a full stop where it has none."""
    written = {key: _written(key, fact) for key, fact in said.facts.items()}
    text = str(_(said.text, **written)) if written else str(_(said.text))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def reason_of(said: Said, prefix: str = "") -> Reason:
    """The same as a guard's reason; `prefix` stands before the place in the body, if it has one."""
    return Reason(text_of(said), rule=said.rule, field=None if said.path is None else prefix + said.path)


def reasons_of(said: Iterable[Said | None], prefix: str = "") -> list[Reason]:
    """Those of them that say something, as a guard gives its reasons."""
    return [reason_of(each, prefix) for each in said if each is not None]


def until_text(end: dt.datetime) -> str:
    """The end of a time as people say it: midnight is 24:00 of the day before, not 00:00 of the next."""
    return formats.end(end, formats.language())


def _shortest(value: Fraction) -> Decimal:
    """Rounded, without the zeros that say nothing."""
    short = rounded(value).normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _written(key: str, fact: Fact) -> str:
    language = formats.language()
    if isinstance(fact, dt.datetime):
        return until_text(fact) if key == "until" else formats.instant(fact, language)
    if isinstance(fact, dt.date):
        return formats.date_long(fact, language)
    if isinstance(fact, Decimal):
        return formats.money(fact, language)
    if isinstance(fact, Fraction):
        return formats.number(_shortest(fact), language)
    if isinstance(fact, Word):
        return str(_(fact.text))
    if isinstance(fact, tuple):
        return ", ".join(formats.number(_shortest(each), language) for each in fact)
    return str(fact)
