"""Qyzmet: a state body's idea for automating a function, carried to a working service in a public catalogue."""

from pathlib import Path

__version__ = "0.1.0"

# The rooms (requests/, tenders/, catalog/, passports/, programmes/, deadlines/) stand beside this package in a
# checkout and are imported as qyzmet.requests and so on. They hold no __init__.py, so that `requests` goes on naming
# the HTTP library for everybody else. In a wheel they are installed inside this package already.
_root = Path(__file__).resolve().parent.parent
if (_root / "setup.cfg").is_file():
    __path__.append(str(_root))
