"""Whether a printed paper is this site's: by the page and the hash that it names, and by its bytes."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale

from qyzmet import context
from qyzmet.config import Settings
from qyzmet.printing import pdf, word
from qyzmet.printing.paper import Paper
from qyzmet.procedure import find_by_number
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import paper_links
from qyzmet.signatures.check.uploaded import NamedPaper
from qyzmet.web.languages import NAMES


@dataclass(frozen=True)
class PaperFinding:
    """What was found of a paper. `path` leads to its record; empty where it is none of this site's.

    `is_known` says whether the reader may know of the record, `title` is of the paper that bears this hash, and
    `is_same` says whether the file is, byte for byte, what this site prints for this reader.
    """

    named: NamedPaper
    path: str
    is_known: bool = False
    title: str = ""
    is_same: bool = False


def of(named: NamedPaper, files: Collection[bytes]) -> PaperFinding:
    """What is to be said of a paper that names itself so in one of the files."""
    settings: Settings = current_app.config["QYZMET"]
    if not named.address.startswith(settings.base_url + "/"):
        return PaperFinding(named, "")
    path = urlsplit(named.address).path
    found = find_by_number.find(path.rpartition("/")[2], kinds().values(), context.actor(), for_page=True)
    if found is None:
        return PaperFinding(named, path)
    here = _paper(found, named.sha256)
    if here is None:
        return PaperFinding(named, path, True)
    for language in NAMES:
        with force_locale(language):
            printed = _paper(found, named.sha256)
            if printed is not None and (pdf.write(printed) in files or word.write(printed) in files):
                return PaperFinding(named, path, True, printed.title, True)
    return PaperFinding(named, path, True, here.title)


def _paper(procedure: Procedure, sha256: str) -> Paper | None:
    made = (each.make() for each in paper_links.of(procedure))
    return next((each for each in made if each.check.fingerprint == sha256), None)
