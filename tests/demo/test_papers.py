"""Every kind of paper of the demonstration, as files: the standards they name, and what must not stand on them."""

import itertools
import re

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from qyzmet import context
from qyzmet.database import db
from qyzmet.demo import people
from qyzmet.printing import word
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.pages import paper_links
from tests.printing.papers import text_of, words_of
from tests.printing.standards import against_standards, signed

LANGUAGES = itertools.cycle(("kk", "ru", "en"))
# A hash in hex and the addresses of records are no words.
_NO_WORDS = re.compile(r"https?://\S+|[0-9a-f]{64}")
# Keys of the data, values of the program, and days as the data has them; an edition's short name and the instant of a
# receipt, as it is hashed, are meant to stand there.
_KEYS = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\b[DPU]-\d+\b|\b(?:None|True|False|null)\b(?! is named)|(?<!kz-)\b20\d\d-\d\d-\d\d\b(?!T)"
)
_KINDS_OF_PAPERS = 30


def test_each_kind_keeps_the_standards_and_says_no_keys(demo: Flask):
    """The first paper of each kind, in one language after another, signed: PDF/UA-1 and PDF/A-3a, a hash unless it is
    a draft, no key in it, and the DOCX says the same.
    """
    seen: set[tuple[str, str]] = set()
    with demo.app_context():
        user = people.users()["authorised_body_head"]
        for procedure in db.session.scalars(select(Procedure).order_by(Procedure.id)).all():
            with demo.test_request_context(), context.acting(context.actor_of(user)):
                for each in paper_links.of(procedure):
                    kind = (procedure.kind, each.title if each.key.startswith("protocol-") else each.key)
                    if kind in seen:
                        continue
                    seen.add(kind)
                    language = next(LANGUAGES)
                    with force_locale(language):
                        paper = paper_links.paper(procedure, each.key)
                    assert paper is not None
                    where = (procedure.public_number, each.key, language)
                    assert against_standards(signed(paper)) == [], where
                    said = _NO_WORDS.sub("", words_of(paper))
                    if language != "en":
                        assert _KEYS.findall(said) == [], where
                    is_unfinished = procedure.state == "draft" or each.key.startswith("addition-")
                    assert (paper.check.fingerprint is None) == is_unfinished, where
                    assert ("sha256=" in paper.check.address) == (not is_unfinished), where
                    written = text_of(word.write(paper)).replace("\xa0", " ")
                    for line in filter(None, (paper.title, *(value for _label, value in paper.check.facts))):
                        assert line.replace("\xa0", " ") in written, where
    assert len(seen) >= _KINDS_OF_PAPERS
