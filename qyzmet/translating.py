"""Texts in the language of the page or the letter that is being written.

`flask_babel` looks for the language and its texts anew at every text, which took a third of a page's time. Here they
are found once and kept beside the language; where that changes (`force_locale`, `refresh`), `flask_babel` forgets both.
"""

import re
from typing import cast

from babel.support import NullTranslations
from flask import g
from flask_babel import LazyString, get_locale, get_translations

# A value before the full stop of a sentence.
_AT_END = re.compile(r"%\((\w+)\)s\.(?!\.)")


def gettext(text: str, **values: object) -> str:
    """The text in the current language, with the values put in where there are any."""
    said: str = _found().gettext(text)
    return _filled(said, values) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The text in the form that the number asks for in the current language. It is the value `num`, with its thousands
    apart, unless that is given as it is to be written.
    """
    written = f"{number:,}"
    values.setdefault("num", written if language() in ("en", None) else written.replace(",", "\u00a0"))
    said: str = _found().ngettext(one, many, number)
    return _filled(said, values)


def lazy_gettext(text: str, **values: object) -> str:
    """The text in the language that is current when it is shown."""
    return LazyString(gettext, text, **values)


def lazy_ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The same of `ngettext`."""
    return LazyString(ngettext, one, many, number, **values)


def language() -> str | None:
    """The current language's code; None outside of the application."""
    try:
        return str(g._flask_babel.babel_locale.language)
    except (AttributeError, RuntimeError):
        found = get_locale()
        return found.language if found is not None else None


def _filled(said: str, values: dict[str, object]) -> str:
    """The text with its values. A sentence has one full stop, also where a value ends in one of its own: a date in
    Russian («5 марта 2026 г.»), somebody's initials, what somebody wrote.
    """
    filled = said % values
    if ".." not in filled:
        return filled
    ending = {name for name in _AT_END.findall(said) if str(values[name]).endswith(".")}
    return _AT_END.sub(lambda each: each[0][:-1] if each[1] in ending else each[0], said) % values


def _found() -> NullTranslations:
    try:
        kept = g._flask_babel.babel_translations
    except (AttributeError, RuntimeError):  # Nothing was said yet, or there is no application.
        kept = None
    return cast(NullTranslations, kept) if kept is not None else _look_up()


def _look_up() -> NullTranslations:
    found = get_translations()
    if g:
        g._flask_babel.babel_translations = found
    return found
