"""The answer that carries a paper as a file, for pages and the API alike."""

from collections.abc import Callable
from io import BytesIO

from flask import Response, send_file

from qyzmet.documents.names import cleaned
from qyzmet.printing import pdf, word
from qyzmet.printing.paper import Paper

# What each file ending is written by, with its media type.
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (pdf.write, pdf.MEDIA_TYPE),
    "docx": (word.write, word.MEDIA_TYPE),
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
