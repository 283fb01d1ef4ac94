"""A paper as PDF: tagged (PDF/UA-1), searchable, with the fonts in it; where files go along, PDF/A-3a as well.

The paper goes into the template as data, so that no text that somebody typed is ever read as instructions.
"""

import dataclasses
import json
import threading
from typing import cast

import typst

from qyzmet.files import paths
from qyzmet.printing import qr
from qyzmet.printing.letters import printed
from qyzmet.printing.paper import Paper, as_data

MEDIA_TYPE = "application/pdf"
_TEMPLATE = paths.TEMPLATES / "printing" / "paper.typ"

# A compiler reads its fonts and its template once; it serves one thread at a time.
_own = threading.local()


def _compiler() -> typst.Compiler:
    compiler = getattr(_own, "compiler", None)
    if compiler is None:
        # The machine's own fonts are left out: the same paper is the same file everywhere.
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, ignore_system_fonts=True)
        _own.compiler = compiler
    return cast(typst.Compiler, compiler)


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
