"""The signatures of a procedure's acts as their reader may see them.

Its parties and auditors see of whom each is, by which certificate, and what was signed; everybody else who sees the act
its hash, the signer's name and whether it is valid.
"""

import datetime as dt
from dataclasses import dataclass

from qyzmet import context, rights
from qyzmet.documents import service as documents
from qyzmet.procedure.kinds import kind_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.signatures.kept import read_ahead
from qyzmet.signatures.kept_models import Signature
from qyzmet.translating import gettext as _
from qyzmet.web import formats


@dataclass(frozen=True)
class ShownSignature:
    """A signature with its act; `details` is all that is kept of it, for those who may see that."""

    act: Act
    sha256: str
    signer: str
    valid: bool
    details: Signature | None

    @property
    def revocation(self) -> str:
        """What was known of a revocation when it was checked, and whether lists were fresh; for who sees details."""
        if self.details is None:
            return ""
        answer = self.details.checked["revocation"]
        if answer["issued_at"] is None:
            return _("Whether the certificate was revoked was not known: there was no list of its authority.")
        at = dt.datetime.fromisoformat(answer["issued_at"])
        said = _("Not revoked by the list of %(time)s.", time=formats.instant(at, formats.language()))
        return " ".join((said, _("The lists were not fresh then."))) if answer["stale"] else said


def of_procedure(procedure: Procedure) -> list[ShownSignature]:
    """The signatures of the acts that stand and that the reader sees, the oldest first."""
    acts = [act for act in procedure.acts if act.manifest_sha256 is not None and act.annulled_by_id is None]
    return [found for act in acts if not _is_hidden(procedure, act) and (found := of_act(procedure, act)) is not None]


def of_act(procedure: Procedure, act: Act) -> ShownSignature | None:
    """The signature of one act; None of one that was taken unsigned."""
    if act.manifest_sha256 is None:
        return None
    read_ahead(procedure.acts)
    signature = act.signature
    if signature is None:
        return None
    actor = context.actor()
    mine = rights.reads_as_party(actor, procedure) or rights.seat_of(actor, procedure) is not None
    return ShownSignature(act, signature.sha256, signature.signer, signature.valid, signature if mine else None)


def _is_hidden(procedure: Procedure, act: Act) -> bool:
    hidden = kind_of(procedure).action(act.action).page.hidden
    return hidden is not None and hidden(procedure, act)


def called(document_id: str) -> str:
    """How the current actor knows a document that is signed along: by its name, with its id."""
    found = documents.readable(document_id)
    return document_id if found is None else f"{found.name} ({document_id})"
