"""What follows where the Commission decides not to form and to mend nothing (¶ 85): what becomes of contracts, tender,
request and design assignment, as its protocol says it (H25, H36, H51).
"""

from collections.abc import Mapping
from typing import Any

from qyzmet.translating import gettext as _


def what_follows(data: Mapping[str, Any]) -> str:
    """The sentence of a protocol on forming by which the formation ends; "" of one by which it does not."""
    if data["form"] or data["mend"]:
        return ""
    if data.get("additions"):
        return _(
            "The additions to the contracts end, and the service stays as it is. The design assignment %(assignment)s "
            "is reopened, the development is discussed again, or it is cancelled (H51, house rule).",
            assignment=data["assignment"],
        )
    return _(
        "The contracts that were concluded with the supplier end. The tender %(tender)s goes back to its ranking "
        "without this supplier: the Commission names the next one by rank or, where none is left, repeats or cancels "
        "the tender (H25, H36, house rules). Until then the request and the design assignment %(assignment)s stand.",
        tender=data["tender"],
        assignment=data["assignment"],
    )
