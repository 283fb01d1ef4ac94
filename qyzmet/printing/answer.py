"""The answer that carries a paper as a file, for pages and the API alike."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from flask import Response, send_file

from qyzmet.documents.names import cleaned
from qyzmet.printing import pdf
from qyzmet.printing.paper import Paper


def _as_word(paper: Paper) -> bytes:
    # Its libraries are loaded with the first of these files: a process that makes none does without them.
    from qyzmet.printing import word

    return word.write(paper)


def _packed(paper: Paper) -> bytes:
    """The DOCX with what was signed and the signatures beside it: a DOCX carries no files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            (cleaned(f"{paper.name[:_LONGEST].strip()}.docx"), _as_word(paper)),
            *((each.name, each.text.encode()) for each in paper.attachments),
        ):
            # With the record's own instant, so that the same record gives the same file.
            entry = zipfile.ZipInfo(name, paper.at.timetuple()[:6])
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


# What each file ending is written by, with its media type.
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (pdf.write, pdf.MEDIA_TYPE),
    "docx": (_as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "zip": (_packed, "application/zip"),
}
# The forms as the converter of an address.
CONVERTER = f"any({','.join(FORMS)})"
# File systems take few more letters than these in a name.
_LONGEST = 60


def answer(paper: Paper, form: str) -> Response:
    """The paper as an attachment with a name that says what it is."""
    write, media_type = FORMS[form]
    made = send_file(
        BytesIO(write(paper)),
        mimetype=media_type,
        as_attachment=True,
        download_name=cleaned(f"{paper.name[:_LONGEST].strip()}.{form}"),
        conditional=False,
        etag=False,
    )
    made.headers["Cache-Control"] = "no-store"
    made.headers["X-Content-Type-Options"] = "nosniff"
    return made
