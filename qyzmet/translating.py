"""Texts in the language of the page or the letter that is being written.

`flask_babel` looks for the language and its texts anew at every text, which took a third of a page's time. Here they
are found once and kept beside the language; where that changes (`force_locale`, `refresh`), `flask_babel` forgets both.
"""

from typing import cast

from babel.support import NullTranslations
from flask import g
from flask_babel import LazyString, get_locale, get_translations


def gettext(text: str, **values: object) -> str:
    """The text in the current language, with the values put in where there are any."""
    said: str = _found().gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The text in the form that the number asks for in the current language; `num` is one of its values."""
    values.setdefault("num", num)
    said: str = _found().ngettext(one, many, num)
    return said % values


def lazy_gettext(text: str, **values: object) -> str:
    """The text in the language that is current when it is shown."""
    return LazyString(gettext, text, **values)


def lazy_ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same of `ngettext`."""
    return LazyString(ngettext, one, many, num, **values)


def language() -> str | None:
    """The current language's code; None outside of the application."""
    try:
        return str(g._flask_babel.babel_locale.language)
    except (AttributeError, RuntimeError):
        found = get_locale()
        return found.language if found is not None else None


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
