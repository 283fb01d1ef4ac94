"""¶ 76-1: what a service of the register of services may be."""

from enum import StrEnum

from qyzmet.translating import lazy_gettext as _l


class ServiceState(StrEnum):
    """Whether an integration service can be used."""

    PLANNED = "planned"
    WORKING = "working"
    STOPPED = "stopped"


SERVICE_STATES = {
    ServiceState.PLANNED: _l("Planned"),
    ServiceState.WORKING: _l("Working"),
    ServiceState.STOPPED: _l("Stopped"),
}
# The tone of a state's tag, as the macro `state` takes it.
TONES = {ServiceState.PLANNED: "neutral", ServiceState.WORKING: "done", ServiceState.STOPPED: "ended"}
