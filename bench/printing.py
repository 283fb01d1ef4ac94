"""Papers against bare documents of the same libraries, in one run: `python -m bench.printing`.

The real request of four pages is printed as PDF and as DOCX. The baselines do the least that their library can: typst
compiles a document of one paragraph, with the same fonts, tags and standard; python-docx saves its empty document.
Each call prints another number, as the typesetter remembers what it has set before.
"""

import dataclasses
import itertools
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import typst
from docx import Document

from qyzmet import clock, context, seeding
from qyzmet.config import settings_from
from qyzmet.database import db
from qyzmet.factory import create_app
from qyzmet.printing import pdf, word
from qyzmet.printing.paper import Paper
from qyzmet.procedure.pages import paper_links
from qyzmet.requests.request import sample
from qyzmet.vocabulary import OrganisationKind, Role
from tests import worlds

ROUNDS = 30
# At most so many times the baseline.
MOST_PDF, MOST_DOCX = 40.0, 15.0
BARE = """#set document(title: sys.inputs.number)
#set text(font: "Libertinus Serif", lang: "kk")
#sys.inputs.number Мәдени құндылықтарды уақытша әкету құқығына куәлік беру.
"""


def the_request(folder: str) -> Paper:
    """The paper of the real request, submitted."""
    app = create_app(settings_from({}, ENVIRONMENT="test", INSTANCE=folder))
    with app.test_request_context():
        db.create_all()
        seeding.seed()
        world = worlds.a_world()
        request = worlds.a_request(world, "submitted")
        request.data = sample.REQUEST
        head = context.actor_of(world.people[OrganisationKind.STATE_BODY, Role.HEAD])
        with context.acting(head):
            made = paper_links.paper(request, "request")
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    if made is None:
        raise LookupError("the request has no paper")
    return made


def median_ms(call: Callable[[str], object]) -> float:
    """Milliseconds a call, the median of many, each with a number of its own; the first is not counted."""
    numbers = (f"AR-2026-{number:06}" for number in itertools.count(1))
    call(next(numbers))
    spans = []
    for number in itertools.islice(numbers, ROUNDS):
        before = clock.elapsed()
        call(number)
        spans.append((clock.elapsed() - before) * 1000)
    return statistics.median(spans)


def main() -> None:
    """Print each measure; exit 1 when a paper costs more than its target."""
    with tempfile.TemporaryDirectory() as folder:
        paper = the_request(folder)
        bare = Path(folder) / "bare.typ"
        bare.write_text(BARE, encoding="utf-8")
        compiler = typst.Compiler(bare, root=bare.parent, ignore_system_fonts=True)
        ours = median_ms(lambda number: pdf.write(dataclasses.replace(paper, number=number)))
        least = median_ms(
            lambda number: compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs={"number": number})
        )
        docx = median_ms(lambda number: word.write(dataclasses.replace(paper, number=number)))
        empty = median_ms(lambda number: Document().save(BytesIO()))
    measures: list[tuple[str, float, float | None]] = [
        (f"PDF / a bare typst document (at most {MOST_PDF:.0f} times)", ours / least, MOST_PDF),
        (f"DOCX / python-docx's empty document (at most {MOST_DOCX:.0f} times)", docx / empty, MOST_DOCX),
        ("the request as PDF, ms", ours, None),
        ("a bare typst document, ms", least, None),
        ("the request as DOCX, ms", docx, None),
        ("python-docx's empty document, ms", empty, None),
    ]
    if "--json" in sys.argv[1:]:
        print(json.dumps({name: round(value, 2) for name, value, _target in measures}, indent=2))
    else:
        for name, value, target in measures:
            verdict = "" if target is None else "met" if value <= target else "MISSED"
            print(f"{name:<64} {value:>10.1f} {verdict}".rstrip())
    if any(target is not None and value > target for _name, value, target in measures):
        sys.exit(1)


if __name__ == "__main__":
    main()
