"""The QR code that leads from a paper to its record's page."""

from io import BytesIO

import segno


def svg(address: str) -> bytes:
    """The code as a drawing, for the PDF."""
    return _saved(address, "svg")


def png(address: str) -> bytes:
    """The code as a picture, for the DOCX."""
    return _saved(address, "png")


def _saved(address: str, form: str) -> bytes:
    stream = BytesIO()
    # Level M mends a code of which a seventh is unreadable: a stamp or a fold.
    segno.make_qr(address, error="m").save(stream, kind=form, scale=8, border=2)
    return stream.getvalue()
