"""Whether what a design assignment was ordered for replaces the supplier of a service (¶ 92, 109)."""

from qyzmet.procedure.models import Procedure

from ...models import Development, Service


def replaces(source: Procedure | None) -> bool:
    """A service whose supplier failed, or a development that decided so; another may go on beside a replacement."""
    if isinstance(source, Development):
        return bool((source.decision or {}).get("replace_supplier"))
    return isinstance(source, Service)
