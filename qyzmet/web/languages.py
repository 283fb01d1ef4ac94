"""Kazakh, Russian and English: `?lang=` in the address of every page, remembered; then the browser's; then Kazakh."""

from functools import lru_cache

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from qyzmet import translating
from qyzmet.files import paths

LANGUAGES: dict[str, str] = {"kk": "ҚАЗ", "ru": "РУС", "en": "ENG"}
NAMES: dict[str, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
DEFAULT = "kk"

babel = Babel()


def chosen() -> str:
    """The language of the page being written."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        g.language = _choose()
    return str(g.language)


def _choose() -> str:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    remembered = session.get("language")
    if remembered in LANGUAGES:
        return str(remembered)
    return of_browser(request.headers.get("Accept-Language", ""))


@lru_cache(1_000)
def of_browser(accepted: str) -> str:
    """The language by what the browser says it accepts (`Accept-Language`)."""
    return parse_accept_header(accepted, LanguageAccept).best_match(list(LANGUAGES)) or DEFAULT


def go_on_in(code: str) -> None:
    """Write this page and the next ones in the language in which a page was read whose cookie is gone."""
    if session.get("language") not in LANGUAGES and request.args.get("lang", "") not in LANGUAGES:
        session["language"] = g.language = code
        refresh()


def _remember() -> None:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES and session.get("language") != asked:
        session["language"] = asked


def lang_url(code: str) -> str:
    """The address of this same page in another language."""
    arguments = request.args.to_dict(flat=False)
    arguments["lang"] = [code]
    pairs = [(key, value) for key, values in arguments.items() for value in values]
    from urllib.parse import urlencode

    return f"{request.path}?{urlencode(pairs)}"


def current_language() -> str:
    """kk, ru or en, also outside of a request."""
    return translating.language() or "en"


def register(app: Flask) -> None:
    """Set up translations and the language's template globals."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(paths.TRANSLATIONS)
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Almaty"
    babel.init_app(app, locale_selector=chosen, default_locale="en")
    app.before_request(_remember)
    app.jinja_env.globals.update(languages=LANGUAGES, language_names=NAMES, lang_url=lang_url)
    app.jinja_env.globals.update(_=translating.gettext, ngettext=translating.ngettext)

    @app.context_processor
    def _language() -> dict[str, object]:
        return {"current_language": chosen()}
