"""Where the application's own files are, in a checkout and in an installed wheel alike."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = PACKAGE.parent
IN_CHECKOUT = (_CHECKOUT / "setup.cfg").is_file()

# In a checkout the user's folders stand at the top; in a wheel they are installed inside the package.
_BASE = _CHECKOUT if IN_CHECKOUT else PACKAGE
TEMPLATES = _BASE / "templates"
STATIC = _BASE / "static"
DEADLINES_DATA = _BASE / "deadlines" / "data"
PROGRAMMES_DATA = _BASE / "programmes" / "data"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "migrations"


def default_instance() -> Path:
    """The folder for the database, documents and mail when no setting names one: `instance/` here."""
    return (_CHECKOUT if IN_CHECKOUT else Path.cwd()) / "instance"
