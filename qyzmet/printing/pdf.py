"""A paper as PDF: tagged (PDF/UA-1), searchable, with the fonts in it; where files go along, PDF/A-3a as well.

The paper goes into the template as data, so that no text that somebody typed is ever read as instructions.
"""

import dataclasses
import json
import threading
from typing import TYPE_CHECKING, cast

from qyzmet.files import paths
from qyzmet.printing import qr
from qyzmet.printing.letters import printed
from qyzmet.printing.paper import Drawing, Paper, as_data

if TYPE_CHECKING:
    import typst

MEDIA_TYPE = "application/pdf"
_TEMPLATES = paths.TEMPLATES / "printing"
# Dots of a drawing in an inch of the DOCX.
_DOTS = 220

# A compiler reads its fonts and its template once; it serves one thread at a time.
_own = threading.local()


def _compiler(template: str = "paper.typ") -> "typst.Compiler":
    # The library is loaded with the first paper: a process that prints none does without it.
    import typst

    compilers = _own.__dict__.setdefault("compilers", {})
    if template not in compilers:
        # The machine's own fonts are left out: the same paper is the same file everywhere.
        compilers[template] = typst.Compiler(_TEMPLATES / template, root=_TEMPLATES, ignore_system_fonts=True)
    return cast("typst.Compiler", compilers[template])


def write(paper: Paper) -> bytes:
    """The paper as a PDF file; the same paper gives the same bytes."""
    made = _compiler().compile(
        format="pdf",
        # Files may lie in a PDF/A-3 alone.
        pdf_standards=["a-3a", "ua-1"] if paper.attachments else "ua-1",
        timestamp=int(paper.at.timestamp()),
        sys_inputs={
            "paper": json.dumps(as_data(paper, printed) | {"name": printed(paper.name)}, ensure_ascii=False),
            "files": json.dumps([dataclasses.asdict(each) for each in paper.attachments], ensure_ascii=False),
            "code": qr.svg(paper.check.address).decode(),
        },
    )
    return cast(bytes, made)


def picture(drawing: Drawing) -> bytes:
    """A drawing as PNG, for the DOCX, which shows none as SVG everywhere."""
    made = _compiler("drawing.typ").compile(
        format="png",
        ppi=_DOTS,
        sys_inputs={"drawing": printed(drawing.svg), "width": f"{drawing.width:.2f}"},
    )
    return cast(bytes, made)
