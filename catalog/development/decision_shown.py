"""How the protocol of the decision on a development is shown, on pages and on paper (H32)."""

import datetime as dt
from typing import Any

from qyzmet.people.accounts import users
from qyzmet.procedure.wording import name_of

from ..models import Development
from .signers import SIGNERS


def shown(development: Development) -> dict[str, Any] | None:
    """The protocol that was written last, and who has signed it; None where there is none."""
    if development.decision is None:
        return None
    return {
        **development.decision,
        "hash": development.decision_hash,
        "signers": [
            {
                "name": name_of(development.party(party)),
                **_signature(development.decision_signatures.get(party.value)),
            }
            for party in SIGNERS
        ],
    }


def _signature(kept: dict[str, str] | None) -> dict[str, Any]:
    if kept is None:
        return {"person": "", "at": None}
    user = users.by_public_id(kept["user"])
    return {
        "person": user.full_name if user is not None else kept["user"],
        "at": dt.datetime.fromisoformat(kept["at"]),
    }
