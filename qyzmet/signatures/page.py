"""The page on which an act is signed: what is signed, in words and as text; NCALayer, or a file without it."""

import base64
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from qyzmet import context, rights
from qyzmet.config import Settings
from qyzmet.people.models import Membership
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.table import Move
from qyzmet.signatures import checking, cms, manifest
from qyzmet.signatures.demanded import KEYS, can_be_signed, must_be_signed, right_for
from qyzmet.signatures.pending import Pending
from qyzmet.signatures.shown import called
from qyzmet.translating import gettext as _
from qyzmet.web.formats import language
from qyzmet.web.security import policy

# The button that asks for this page, the field with what NCALayer gave, and the file that is sent instead.
ASKS, FIELD, FILE = "sign", "signature", "signature-file"
CANCELLED = "cancelled"


class NothingCame(ValueError):
    """The page was sent without a signature, or with what is none; the text says what to do."""


def is_asked() -> bool:
    """Whether the person wants to sign what was confirmed."""
    return ASKS in request.form


def came() -> bytes | None:
    """The CMS that came with the page, in DER; None where the act is to be taken unsigned. Raises NothingCame."""
    file, text = request.files.get(FILE), request.form.get(FIELD)
    if file is None and text is None:
        return None
    sent = file.read(2 * cms.LARGEST + 1) if file is not None and file.filename else (text or "").encode()
    if not sent.strip():
        raise NothingCame(_("There is no signature yet. Sign with NCALayer, or choose the file with the signature."))
    try:
        return cms.der(sent)
    except cms.NotASignature:
        raise NothingCame(
            _("This file is no signature. Choose the file .cms or .p7s that your program made from the manifest.")
        ) from None


def may_be_signed(move: Move) -> bool:
    """Whether pages offer to sign it."""
    return can_be_signed(move) and checking.is_offered()


def offered(move: Move, role: Any, edition_key: str) -> dict[str, bool]:
    """Whether the page that confirms an act offers to sign it, and whether it is taken signed only."""
    demanded = role is not None and must_be_signed(move, role.organisation, edition_key)
    return {"may_sign": demanded or may_be_signed(move), "must_sign": demanded}


def shown(
    found: Procedure, move: Move, pending: Pending, address: str, *, role: Membership | None = None, **facts: Any
) -> tuple[Response, int]:
    """The page, which sends the signature to `address`; `role` is that in which the act is taken, where the table does
    not say it.

    `facts` are the form's `pairs`, what it `carries` in words, and `refused`, what was said of the signature before.
    """
    settings: Settings = current_app.config["QYZMET"]
    page = render_template(
        "signatures/sign.html",
        procedure=found,
        move=move,
        title=_(move.title),
        pending=pending,
        lines=list(manifest.lines(pending.text, language(), called)),
        encoded=base64.b64encode(pending.text.encode()).decode(),
        act=address,
        manifest=f"{found.path}/act/{move.action}/{pending.sha256}.json",
        key=_key(found, move, role or rights.capacity(context.actor(), found, move)),
        address=settings.ncalayer_url,
        language=language(),
        cancelled=request.form.get(ASKS) == CANCELLED,
        **facts,
    )
    answer = make_response(page)
    # The only page that speaks to a program on the signer's own computer.
    parts = urlsplit(settings.ncalayer_url)
    answer.headers["Content-Security-Policy"] = policy(connect=f"{parts.scheme}://{parts.netloc}")
    return answer, 422 if facts.get("refused") else 200


def _key(found: Procedure, move: Move, role: Membership | None) -> str:
    """With which key it is signed, in words."""
    return "" if role is None else _(KEYS[right_for(move, role, found.edition_key)])
