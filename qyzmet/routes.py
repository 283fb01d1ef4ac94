"""Who may open each page at all: every route by its endpoint. What a page shows is narrowed by `qyzmet.rights`."""

from enum import Enum


class Access(Enum):
    """Who may open a page at all; what it shows is narrowed by the functions above."""

    ANYBODY = "anybody"
    SIGNED_OUT = "signed out"
    SIGNED_IN = "signed in"
    AUDITORS = "auditors and administrators"
    ADMINISTRATORS = "administrators"
    # The API decides by its token: 401 without one.
    TOKEN = "token"  # noqa: S105 - not a secret.
    # The same, but for what is public: that needs no token.
    TOKEN_UNLESS_PUBLIC = "token unless public"  # noqa: S105 - as above.
    # Registered in the demonstration only.
    DEMO = "demonstration"


# Every route by endpoint. One that is missing here cannot be opened by anybody, and fails a test.
ROUTES: dict[str, Access] = {
    "static": Access.ANYBODY,
    # operations
    "operations.healthz": Access.ANYBODY,
    "operations.readyz": Access.ANYBODY,
    "operations.metrics": Access.ANYBODY,
    # sign_in
    "sign_in.sign_in": Access.SIGNED_OUT,
    "sign_in.code": Access.SIGNED_OUT,
    "sign_in.with_code": Access.SIGNED_OUT,
    "sign_in.forgotten": Access.SIGNED_OUT,
    "sign_in.link_sent": Access.SIGNED_OUT,
    "sign_in.new_password": Access.SIGNED_OUT,
    "sign_in.invitation": Access.SIGNED_OUT,
    # notifications
    "notifications.index": Access.SIGNED_IN,
    "notifications.read": Access.SIGNED_IN,
    "notifications.read_all": Access.SIGNED_IN,
    "notifications.read_group": Access.SIGNED_IN,
    "notifications.mail": Access.SIGNED_IN,
    "notifications.choose_mail": Access.SIGNED_IN,
    # account
    "account.index": Access.SIGNED_IN,
    "account.sign_out": Access.SIGNED_IN,
    "account.language": Access.SIGNED_IN,
    "account.organisation": Access.SIGNED_IN,
    "account.password": Access.SIGNED_IN,
    "account.sessions_list": Access.SIGNED_IN,
    "account.end_session": Access.SIGNED_IN,
    "account.end_other_sessions": Access.SIGNED_IN,
    "account.set_up_second_factor": Access.SIGNED_IN,
    "account.second_factor_picture": Access.SIGNED_IN,
    "account.second_factor": Access.SIGNED_IN,
    "account.recovery_codes": Access.SIGNED_IN,
    "account.new_recovery_codes": Access.SIGNED_IN,
    "account.remove_second_factor": Access.SIGNED_IN,
    "account.tokens_list": Access.SIGNED_IN,
    "account.revoke_token": Access.SIGNED_IN,
    # admin
    **dict.fromkeys(
        (
            "admin.front",
            "admin.list_organisations",
            "admin.add_organisation",
            "admin.show_organisation",
            "admin.edit_organisation",
            "admin.add_successor",
            "admin.check_registration",
            "admin.refuse_registration",
            "admin.list_users",
            "admin.invite",
            "admin.show_user",
            "admin.edit_user",
            "admin.give_role",
            "admin.end_role",
            "admin.leave",
            "admin.unlock",
            "admin.send_invitation",
            "admin.end_sessions",
            "admin.demand_second_factor",
            "settings.list_house_rules",
            "settings.change_house_rule",
            "settings.list_editions",
            "settings.add_edition",
            "classifiers.index",
            "classifiers.add",
            "classifiers.change",
            "classifiers.close",
            "classifiers.reopen",
        ),
        Access.ADMINISTRATORS,
    ),
    "audit.trail": Access.AUDITORS,
    "audit.export": Access.AUDITORS,
    "audit.heads": Access.ANYBODY,
    # registration
    "registration.register_supplier": Access.SIGNED_OUT,
    "registration.sent": Access.ANYBODY,
    "registration.confirm": Access.ANYBODY,
    # documents
    # Who is not signed in reads what belongs to a public procedure.
    "documents.download": Access.ANYBODY,
    # api
    "api.openapi": Access.ANYBODY,
    "api.upload": Access.TOKEN,
    "api.document": Access.TOKEN,
    "api.document_content": Access.TOKEN,
    "api.list_of_kind": Access.TOKEN_UNLESS_PUBLIC,
    "api.create": Access.TOKEN,
    "api.show": Access.TOKEN_UNLESS_PUBLIC,
    "api.paper": Access.TOKEN_UNLESS_PUBLIC,
    "api.take": Access.TOKEN,
    "api.similar": Access.TOKEN,
    # Of a published tender it needs no token; of another one it is 404 for those who may not know of it.
    "api.my_tasks": Access.TOKEN,
    "api.ranking": Access.ANYBODY,
    "api.classifiers": Access.ANYBODY,
    "api.integration_services": Access.TOKEN,
    "api.integration_services_create": Access.TOKEN,
    "api.integration_services_show": Access.TOKEN,
    "api.integration_services_save": Access.TOKEN,
    # The register of the barred is everybody's to read.
    "api.barred": Access.ANYBODY,
    "api.barred_show": Access.ANYBODY,
    "api.barred_create": Access.TOKEN,
    "api.barred_strike": Access.TOKEN,
    # web
    "web.front": Access.ANYBODY,
    "web.contact": Access.ANYBODY,
    "check.check": Access.ANYBODY,
    "web.api": Access.ANYBODY,
    "robots.icon": Access.ANYBODY,
    "robots.rules": Access.ANYBODY,
    "robots.site_map": Access.ANYBODY,
    "procedure.words": Access.ANYBODY,
    "procedure.house_rules": Access.ANYBODY,
    "procedure.of_kind": Access.ANYBODY,
    "procedure.diagram": Access.ANYBODY,
    # deadlines
    "deadlines.calculator": Access.ANYBODY,
    "deadlines.this_year": Access.ANYBODY,
    "deadlines.year": Access.ANYBODY,
    "deadlines.year_csv": Access.ANYBODY,
    "deadlines.year_json": Access.ANYBODY,
    "deadlines.whole_csv": Access.ANYBODY,
    "deadlines.mine": Access.SIGNED_IN,
    "deadlines.my_feed": Access.SIGNED_IN,
    "deadlines.make_feed": Access.SIGNED_IN,
    # The key in the address decides.
    "deadlines.ics": Access.ANYBODY,
    "calendar_admin.index": Access.ADMINISTRATORS,
    "calendar_admin.day": Access.ADMINISTRATORS,
    "calendar_admin.remove": Access.ADMINISTRATORS,
    "calendar_admin.import_file": Access.ADMINISTRATORS,
    "calendar_admin.change": Access.ADMINISTRATORS,
    "calendar_admin.undo": Access.ADMINISTRATORS,
    # statistics: what is public is everybody's
    "statistics.index": Access.ANYBODY,
    "statistics.table": Access.ANYBODY,
    "statistics.who_is_late": Access.SIGNED_IN,
    # requests
    "requests.index": Access.SIGNED_IN,
    "requests.new": Access.SIGNED_IN,
    "requests.ppp": Access.ANYBODY,
    "requests.load": Access.SIGNED_IN,
    "requests.list_file": Access.SIGNED_IN,
    "requests.paper": Access.SIGNED_IN,
    "requests.print": Access.SIGNED_IN,
    "requests.show": Access.SIGNED_IN,
    "requests.section": Access.SIGNED_IN,
    "requests.autosave": Access.SIGNED_IN,
    "requests.check": Access.SIGNED_IN,
    "requests.receipt": Access.SIGNED_IN,
    "requests.opinion": Access.SIGNED_IN,
    "requests.act": Access.SIGNED_IN,
    "requests.annul": Access.SIGNED_IN,
    "requests.compare": Access.SIGNED_IN,
    "register.index": Access.SIGNED_IN,
    "register.new": Access.SIGNED_IN,
    "register.show": Access.SIGNED_IN,
    "register.edit": Access.SIGNED_IN,
    # tenders: published ones are everybody's
    "tenders.index": Access.ANYBODY,
    "tenders.list_file": Access.ANYBODY,
    "tenders.feed": Access.ANYBODY,
    "tenders.dates": Access.ANYBODY,
    "tenders.following": Access.SIGNED_IN,
    "tenders.show": Access.ANYBODY,
    "tenders.dates_ics": Access.ANYBODY,
    "tenders.print": Access.ANYBODY,
    "tenders.paper": Access.ANYBODY,
    "tenders.new": Access.SIGNED_IN,
    "tenders.edit": Access.SIGNED_IN,
    "tenders.section": Access.SIGNED_IN,
    "tenders.autosave": Access.SIGNED_IN,
    "tenders.check": Access.SIGNED_IN,
    "tenders.act": Access.SIGNED_IN,
    "tenders.annul": Access.SIGNED_IN,
    # Whoever holds a receipt checks it.
    "tenders.receipt": Access.ANYBODY,
    "tenders.bid": Access.SIGNED_IN,
    "tenders.bid_receipt": Access.SIGNED_IN,
    "tenders.envelopes": Access.SIGNED_IN,
    "tenders.envelope": Access.SIGNED_IN,
    "barred.index": Access.ANYBODY,
    "barred.new": Access.SIGNED_IN,
    "barred.strike": Access.SIGNED_IN,
    # catalog: the Catalogue is everybody's, the rest the parties'
    "catalog.index": Access.ANYBODY,
    "catalog.list_file": Access.ANYBODY,
    "catalog.feed": Access.ANYBODY,
    "catalog.show": Access.ANYBODY,
    "catalog.print": Access.ANYBODY,
    "catalog.paper": Access.ANYBODY,
    "catalog.developments": Access.SIGNED_IN,
    "catalog.new_development": Access.SIGNED_IN,
    "catalog.section": Access.SIGNED_IN,
    "catalog.autosave": Access.SIGNED_IN,
    "catalog.check": Access.SIGNED_IN,
    "catalog.act": Access.SIGNED_IN,
    "catalog.annul": Access.SIGNED_IN,
    # the public register of running procedures
    "under_way.index": Access.ANYBODY,
    "under_way.list_file": Access.ANYBODY,
    "under_way.atom_feed": Access.ANYBODY,
    "under_way.show": Access.ANYBODY,
    # demo: registered in the demonstration only
    "demo.sign_in": Access.DEMO,
    "demo.list_people": Access.DEMO,
    "demo.move_clock": Access.DEMO,
    "demo.move_to_next": Access.DEMO,
    "demo.mail": Access.DEMO,
    "demo_api.show": Access.DEMO,
    "demo_api.set_clock": Access.DEMO,
}
