"""The register of services over the API: read by every token, kept by the integrator's."""

from sqlalchemy import Select

from qyzmet import clock
from qyzmet.api import lists, registers
from qyzmet.api.bodies import Body, expected_version
from qyzmet.api.json_schemas import INSTANT, Json, whole
from qyzmet.api.lists import ListParameters
from qyzmet.api.openapi_parts import ref
from qyzmet.api.registers import Register, RegisterAct, links_schema
from qyzmet.forms.binding import bind_json, taken
from qyzmet.forms.schema import schema_of
from qyzmet.procedure.actions import Nothing

from . import register
from .choices import ServiceState
from .forms import IntegrationServiceForm
from .models import IntegrationService

NAME = "integration-services"
_STATES = [state.value for state in ServiceState]


def shown(service: IntegrationService) -> Json:
    """A service as the API shows it."""
    return {
        "number": service.number,
        "kind": NAME,
        "state": service.state,
        "version": service.version,
        "created_at": clock.almaty(service.created_at).isoformat(),
        "changed_at": clock.almaty(service.changed_at).isoformat(),
        "data": register.data_of(service),
        "links": {"self": f"/api/v1/{NAME}/{service.number}", "page": service.path},
    }


def listed(asked: ListParameters) -> Select[IntegrationService]:
    """The services that a list asks for."""
    return register.found(asked.query or "", asked.state or "")


def create() -> IntegrationService:
    """A new service."""
    register.permit()
    body = Body(Nothing, IntegrationServiceForm, data_required=True)
    body.check()
    return register.add(taken(bind_json(IntegrationServiceForm, body.values["data"]), "data."))


def save(service: IntegrationService) -> None:
    """Change a service: the keys that are given replace."""
    register.permit()
    register.lock(service, expected_version(lambda: service.version))
    body = Body(Nothing, IntegrationServiceForm, data_required=True)
    body.check()
    whole = {**register.data_of(service), **body.values["data"]}
    register.change(service, taken(bind_json(IntegrationServiceForm, whole), "data."))


def _sent(schema: Json) -> Json:
    return {"type": "object", "required": ["data"], "additionalProperties": False, "properties": {"data": schema}}


def _schema() -> Json:
    return whole(
        number={"type": "string", "pattern": "^IS-[1-9][0-9]*$"},
        kind={"type": "string", "const": NAME},
        state={"type": "string", "enum": _STATES},
        version={"type": "integer"},
        created_at=INSTANT,
        changed_at=INSTANT,
        data=schema_of(IntegrationServiceForm),
        links=links_schema(),
    )


SERVICES = Register(
    name=NAME,
    about="The services over which integrations run (¶ 76-1)",
    model=IntegrationService,
    listed=listed,
    find=register.by_number,
    shown=shown,
    create=create,
    acts={
        "save": RegisterAct(
            "Change a service: the integrator's head or specialist; the keys that are given replace",
            schema=lambda: _sent(ref(f"schemas/{NAME}-data")),
            take=save,
        )
    },
    states=_STATES,
    versioned=True,
    entry="service",
    list_summary="The register of services (¶ 76-1), the oldest first, page by page",
    create_summary="Put a service into the register: the integrator's head or specialist",
    show_summary="A service of the register",
    number={"description": "The service's number, such as IS-12.", "schema": {"type": "string"}},
    parameters={
        "state": ("In this state.", {"type": "string", "enum": _STATES}),
        "q": ("Whose name, owner or address holds this.", {"type": "string", "maxLength": lists.LONGEST_QUERY}),
    },
    create_schema=lambda: _sent(schema_of(IntegrationServiceForm)),
    entry_schema=_schema,
    more_schemas=lambda: {f"{NAME}-data": schema_of(IntegrationServiceForm, draft=True)},
)


def register_api() -> None:
    """Serve the register."""
    registers.register(SERVICES)
