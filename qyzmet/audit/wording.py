"""The trail's records in human words: what was done, to what, by whom. All translated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from qyzmet import context, rights
from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, ROLE_TITLES, Role

# Those who act without being anybody, as the trail names them.
SYSTEMS = (N_("deadline worker"), N_("command line"))

# What is done beside the procedures; a procedure's own acts have their titles in its table.
ACTS: dict[str, str] = {
    "sign_in": N_("Sign in"),
    "sign_out": N_("Sign out"),
    "end_session": N_("End a session"),
    "end_sessions": N_("End sessions"),
    "unlock": N_("Unlock the account"),
    "invite": N_("Invite a person"),
    "send_reset_link": N_("Send a link for a new password"),
    "change_password": N_("Change the password"),
    "set_up_second_factor": N_("Set up the second factor"),
    "use_recovery_code": N_("Sign in with a recovery code"),
    "make_recovery_codes": N_("Make recovery codes"),
    "remove_second_factor": N_("Remove the second factor"),
    "demand_second_factor": N_("Demand the second factor"),
    "change_language": N_("Change the language"),
    "choose_mail": N_("Choose what comes by e-mail"),
    "choose_organisation": N_("Choose the organisation to act for"),
    "create_token": N_("Make an API token"),
    "revoke_token": N_("Revoke an API token"),
    "restore_token": N_("Restore an API token"),
    "create_feed": N_("Make the address of a calendar feed"),
    "revoke_feed": N_("Revoke the address of a calendar feed"),
    "add_user": N_("Add a person"),
    "change_user": N_("Change a person's data"),
    "viewed_iin": N_("Look at an IIN"),
    "give_role": N_("Give a role"),
    "end_role": N_("End a role"),
    "leave": N_("Record that a person leaves"),
    "hand_over": N_("Hand over the work"),
    "add_organisation": N_("Add an organisation"),
    "change_organisation": N_("Change an organisation's data"),
    "viewed_owners": N_("Look at the owners"),
    "register_supplier": N_("Register a supplier"),
    "check_registration": N_("Confirm a supplier's registration"),
    "refuse_registration": N_("Refuse a supplier's registration"),
    "drop_registration": N_("Drop a registration that was not confirmed"),
    "add_successor": N_("Add a successor"),
    "give_successor": N_("Name the successor"),
    "party_succeeded": N_("Let the successor take the procedure over"),
    "upload_document": N_("Upload a document"),
    "opened_document": N_("Open a document"),
    "open_document": N_("Open a sealed document"),
    "create": N_("Start a draft"),
    "save": N_("Save the draft"),
    "annul": N_("Annul an act"),
    "signature_refused": N_("Refuse a signature"),
    "signature_checked_again": N_("Check a signature again"),
    "unseal": N_("Unseal a bid"),
    "register_envelope": N_("Register a sealed envelope"),
    "deadline_reminder": N_("Remind of a term"),
    "deadline_overdue": N_("Mark a term as overdue"),
    "recount_deadline": N_("Count a term anew"),
    "seed_calendar": N_("Fill in the calendar"),
    "set_calendar_day": N_("Set a day of the calendar"),
    "remove_calendar_day": N_("Remove a day of the calendar"),
    "import_calendar": N_("Import the calendar"),
    "undo_calendar_change": N_("Undo a change of the calendar"),
    "add_edition": N_("Add an edition of the Rules"),
    "change_house_rule": N_("Change a house rule"),
    "add_integration_service": N_("Add a service to the register"),
    "change_integration_service": N_("Change a service of the register"),
    "bar_supplier": N_("Enter a supplier in the register of the barred"),
    "strike_barred": N_("Strike an entry of the register of the barred"),
    "rotate_seal_key": N_("Change the seal's key"),
    "forget_seal_generation": N_("Forget an old key of the seal"),
    "declare_seal_lost": N_("Declare a key of the seal lost"),
    "release_seal": N_("Release the seal's key for the opening"),
    "enter_person": N_("Enter a person of the demonstration"),
    "enter_organisation": N_("Enter an organisation of the demonstration"),
    "move_clock": N_("Move the clock of the demonstration"),
}

# What a chain that belongs to no procedure, person or organisation is the history of.
_CHAINS: dict[str, str] = {
    "calendar": N_("Calendar"),
    "settings": N_("Settings"),
    "sealing": N_("Seal of the bids"),
    "demonstration": N_("Demonstration"),
    "document": N_("Document"),
    "integration_service": N_("Register of services"),
    "barred": N_("Register of the barred"),
}


@dataclass(frozen=True)
class Words:
    """A record as people read it."""

    who: str
    organisation: str
    capacity: str
    act: str
    subject: str
    # The page of what it is about, where it has one.
    path: str | None


def acts() -> dict[str, str]:
    """Every act by its code, in words by the alphabet; one that another kind calls otherwise is called both."""
    found: dict[str, dict[str, None]] = {code: {_(title): None} for code, title in ACTS.items()}
    for kind in kinds().values():
        for table in kind.tables.values():
            for move in table.moves:
                found.setdefault(move.action, {})[_(move.title)] = None
    words = {code: " / ".join(titles) for code, titles in found.items()}
    return dict(sorted(words.items(), key=lambda pair: pair[1].casefold()))


class Wording:
    """Says records in words; people, organisations and procedures are looked up once for all of them."""

    def __init__(self, records: Sequence[AuditRecord]) -> None:
        about = {(r.chain.partition(":")[0], r.chain.partition(":")[2]) for r in records}
        people = {r.actor for r in records} | {r.subject for r in records}
        ids = {int(each[2:]) for each in people if each.startswith("U-") and _is_number(each[2:])}
        bins = {r.organisation for r in records} | {r.subject for r in records}
        self._users = {u.public_id: u for u in db.session.scalars(select(User).where(User.id.in_(ids)))}
        known = select(Organisation).where(Organisation.bin.in_(bins - {""}))
        self._organisations = {o.bin: o for o in db.session.scalars(known)}
        keys = {int(key) for kind, key in about if kind == "procedure" and _is_number(key)}
        reader = context.actor()
        known_to = select(Procedure.id).where(Procedure.id.in_(keys), rights.known_to(reader))
        # An administrator reads that something was done, and may not open what it was done in.
        self._known = frozenset(db.session.scalars(known_to)) if keys else frozenset()
        self._procedures = {p.id: p for p in db.session.scalars(select(Procedure).where(Procedure.id.in_(keys)))}

    def of(self, record: AuditRecord) -> Words:
        """A record in words."""
        kind, _colon, key = record.chain.partition(":")
        procedure = self._procedures.get(int(key)) if kind == "procedure" and _is_number(key) else None
        path = procedure.path if procedure is not None and procedure.id in self._known else None
        return Words(
            who=self._person(record.actor),
            organisation=self._organisation(record.organisation),
            capacity=capacity(record.capacity),
            act=self._act(record.action, procedure),
            subject=self._subject(record.subject, kind, procedure),
            path=path,
        )

    def _person(self, label: str) -> str:
        user = self._users.get(label)
        if user is not None:
            return f"{user.full_name} ({label})"
        return _(label) if label in SYSTEMS else label

    def _organisation(self, number: str) -> str:
        return name_of(self._organisations.get(number)) or number

    def _act(self, code: str, procedure: Procedure | None) -> str:
        kind = kinds().get(procedure.kind) if procedure is not None else None
        for table in kind.tables.values() if kind is not None else ():
            for move in table.moves_of(code):
                return _(move.title)
        return _(ACTS[code]) if code in ACTS else code.replace("_", " ")

    def _subject(self, subject: str, chain: str, procedure: Procedure | None) -> str:
        if procedure is not None:
            return f"{subject} · {procedure.called}" if procedure.called else subject
        if subject in self._users:
            return self._person(subject)
        if subject in self._organisations:
            return f"{self._organisation(subject)} ({subject})"
        return f"{_(_CHAINS[chain])}: {subject}" if chain in _CHAINS else subject


def capacity(roles: str) -> str:
    """The roles that a record names, in the reader's language; what is no role stays as it is."""
    return ", ".join(map(_role, _parts(roles)))


def _parts(roles: str) -> Iterable[str]:
    return roles.split(", ") if roles else ()


def _role(name: str) -> str:
    plain = name.removeprefix("acting ")
    if plain not in tuple(Role):
        return name
    role = _(ROLE_TITLES[Role(plain)])
    return role if plain == name else _("%(role)s, acting", role=role)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
