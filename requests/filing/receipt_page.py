"""The page of a receipt: what proves that a request or proposal was filed."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from qyzmet.procedure.pages import page_parts
from qyzmet.procedure.pages.loading import load
from qyzmet.procedure.wording import name_of

from ..models import Filed
from . import receipt as receipts


def receipt(number: str) -> ResponseReturnValue:
    """What whoever filed it can prove: number, instant and hash of what was received."""
    found = load(number)
    shown_receipt = receipts.of(found) if isinstance(found, Filed) else None
    if shown_receipt is None:
        abort(404)
    return render_template(
        "requests/filing/receipt.html",
        procedure=found,
        receipt=shown_receipt,
        organisation=name_of(page_parts.whose(found)),
    )
