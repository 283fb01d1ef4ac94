"""Signatures as systems read them: what there is to sign, and who signed the acts of a procedure.

Parties and auditors read of whom the signature is; the public its hash, the signer's name and whether it is valid.
"""

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.api.json_schemas import INSTANT, TEXT, Json, whole
from qyzmet.api.openapi_parts import answer, json_body, problems, ref
from qyzmet.procedure.models import Procedure
from qyzmet.signatures import manifest
from qyzmet.signatures.pending import Pending
from qyzmet.signatures.shown import ShownSignature, called, of_procedure
from qyzmet.translating import gettext as _
from qyzmet.web.formats import language

_SHA256: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_OF_PARTIES: Json = {
    "type": "object",
    "description": "The public reads sha256, signer and valid alone.",
    "properties": {
        "sha256": {**_SHA256, "description": "Of the manifest that was signed."},
        "signer": TEXT,
        "valid": {"type": "boolean"},
        "iin": TEXT,
        "bin": TEXT,
        "certificate": {**TEXT, "description": "The certificate's number, in hexadecimal."},
        "checked_at": INSTANT,
        "revocation": whole(list_issued_at={"oneOf": [INSTANT, {"type": "null"}]}, stale={"type": "boolean"})
        | {"description": "By which list the certificate was not revoked; whether the lists were fresh then."},
    },
    "required": ["sha256", "signer", "valid"],
}
SCHEMAS: dict[str, Json] = {
    "Signature": _OF_PARTIES,
    "Manifest": whole(
        manifest={**TEXT, "description": "What is signed, byte for byte: canonical JSON in UTF-8, in base64."},
        text={**TEXT, "description": "The same in words, in the language of Accept-Language."},
        sha256=_SHA256,
        expires_at=INSTANT,
    ),
}
# Of every procedure: the newest signature, and that of each signed act, the oldest first.
PROPERTIES: dict[str, Json] = {
    "signature": {"oneOf": [ref("schemas/Signature"), {"type": "null"}]},
    "signatures": {"type": "array", "items": whole(action=TEXT, at=INSTANT, signature=ref("schemas/Signature"))},
}


def manifest_shown(made: Pending) -> Json:
    """What there is to sign."""
    return {
        "manifest": base64.b64encode(made.text.encode()).decode(),
        "text": manifest.in_words(made.text, language(), called),
        "sha256": made.sha256,
        "expires_at": clock.almaty(made.expires_at).isoformat(timespec="seconds"),
    }


def shown(procedure: Procedure) -> Json:
    """The signatures of a procedure's acts, as far as the reader sees the acts."""
    found = [
        {
            "action": each.act.action,
            "at": clock.almaty(each.act.at).isoformat(timespec="seconds"),
            "signature": _one(each),
        }
        for each in of_procedure(procedure)
    ]
    return {"signature": found[-1]["signature"] if found else None, "signatures": found}


def _one(each: ShownSignature) -> Json:
    public = {"sha256": each.sha256, "signer": each.signer, "valid": each.valid}
    if each.details is None:
        return public
    details = each.details
    answer = details.checked["revocation"]
    return {
        **public,
        "iin": details.iin,
        "bin": details.bin,
        "certificate": details.number,
        "checked_at": clock.almaty(details.checked_at).isoformat(timespec="seconds"),
        "revocation": {"list_issued_at": _almaty(answer["issued_at"]), "stale": answer["stale"]},
    }


def _almaty(instant: str | None) -> str | None:
    return instant and clock.almaty(dt.datetime.fromisoformat(instant)).isoformat(timespec="seconds")


def signed(schema: Mapping[str, Any]) -> Json:
    """What an action takes, where it may be signed."""
    field = {
        "type": ["string", "null"],
        "contentEncoding": "base64",
        "contentMediaType": "application/cms",
        "description": "A detached CMS of the manifest; without it the act is taken unsigned, where that is allowed.",
    }
    return {**schema, "properties": {**schema.get("properties", {}), "signature": field}}


def manifest_operation(kind: str, action: str, schema: Json) -> Json:
    """The address of what there is to sign."""
    return {
        "operationId": f"{kind}_{action}_manifest",
        "summary": _("What is signed: send what the action carries, sign the manifest within 15 minutes"),
        "tags": [kind],
        "parameters": [ref("parameters/Number"), ref("parameters/IfMatch"), ref("parameters/IdempotencyKey")],
        "requestBody": json_body(schema, required="required" in schema),
        "responses": {
            "200": answer("The manifest.", ref("schemas/Manifest")),
            **problems("403", "404", "409", "412", "413", "415", "422"),
        },
    }
