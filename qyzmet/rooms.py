"""Everything that registers itself with the application, by name, in the order of registration.

Each module named here has a `register(app)`. Rooms first tell the engine their kinds, by importing their service.
"""

from importlib import import_module

from flask import Flask

_PARTS = (
    "qyzmet.operations.logs",
    "qyzmet.web.received_files",
    "qyzmet.web.time_of_receipt",
    "qyzmet.web.assets",
    "qyzmet.web.languages",
    "qyzmet.documents.arrival",
    "qyzmet.web.security",
    "qyzmet.web.errors",
    "qyzmet.web.pages",
    "qyzmet.operations.views",
    "qyzmet.people.accounts.caller",
    "qyzmet.operations.server.senders",
    "qyzmet.web.sent_bytes",
    "qyzmet.web.kept.kept_pages",
    "qyzmet.web.kept.at_once",
    "qyzmet.web.kept.kept_for_readers",
    "qyzmet.people.accounts.sign_in_views",
    "qyzmet.people.accounts.routes",
    "qyzmet.people.administration.views",
    "qyzmet.people.organisations.registration_views",
    "qyzmet.procedure.about.views",
    "qyzmet.procedure.settings_views",
    "qyzmet.audit.views",
    "qyzmet.notifications.views",
    "qyzmet.documents.views",
    "qyzmet.deadlines.worker.notices",
    "qyzmet.deadlines.views",
    "qyzmet.deadlines.calendar.views",
    "qyzmet.deadlines.calendar.missing_words",
    "qyzmet.requests.services_register.views",
    "qyzmet.requests.views",
    "qyzmet.tenders.views",
    "qyzmet.catalog.views",
    "qyzmet.passports.views",
    "qyzmet.programmes.views",
    "qyzmet.statistics.views",
    "qyzmet.signatures.check.views",
    "qyzmet.signatures.sign_in.views",
    "qyzmet.api.tasks",
    "qyzmet.api.views",
)
# The modules of the rooms that tell the engine their kinds of procedure; the worker needs them without any page.
_KINDS = (
    "qyzmet.requests.kinds",
    "qyzmet.tenders.kinds",
    "qyzmet.catalog.kinds",
    "qyzmet.passports.kinds",
    "qyzmet.programmes.kinds",
)
_DEMO = ("qyzmet.demo.views",)


def names(demo: bool) -> tuple[str, ...]:
    """The modules to register; the demonstration's only in the demonstration."""
    return _PARTS + (_DEMO if demo else ())


def register(app: Flask) -> None:
    """Register every part of the application."""
    for name in _KINDS:
        import_module(name)
    for name in names(app.config["QYZMET"].demo):
        import_module(name).register(app)
