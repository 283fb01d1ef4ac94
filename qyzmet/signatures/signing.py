"""Signing an act: what there is to sign, and whether what came is a signature of it. Nothing here commits.

The engine asks both, with the procedure locked and after right, version, state and guards.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from qyzmet import clock, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import sealed_files
from qyzmet.documents.models import Document
from qyzmet.documents.numbering import by_number, number_of
from qyzmet.documents.sealed_models import AnyDocument
from qyzmet.people.models import Membership
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import keeper_of, kind_of, table_of
from qyzmet.procedure.models import Procedure, chain_of
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.procedure.shown_version import shown_version
from qyzmet.procedure.table import Move
from qyzmet.signatures import algorithms, checking, cms, manifest, refusals
from qyzmet.signatures.attempts import Attempt, SignatureNotTaken
from qyzmet.signatures.checking import Checked, Expected, Right, SignatureRefused
from qyzmet.signatures.demanded import FIRST_HEAD, RULE, can_be_signed, must_be_signed, right_for
from qyzmet.signatures.kept_models import Signature
from qyzmet.signatures.manifest import Facts, Signer
from qyzmet.signatures.pending import LASTS, Drawer, Pending
from qyzmet.translating import gettext as _

FIELD = "signature"


class Signing:
    """An act that is about to be taken, and may be signed."""

    def __init__(
        self, procedure: Procedure, move: Move, role: Membership, body: Body, actor: Actor, drawer: Drawer
    ) -> None:
        self._procedure = procedure
        self._move = move
        self._role = role
        self._body = body
        self._actor = actor
        self._drawer = drawer

    def make(self) -> Pending:
        """The manifest of the act as it would be taken now, kept until it is signed. Raises NotInThisState."""
        if not can_be_signed(self._move):
            raise NotInThisState(
                _(
                    "“%(title)s” is not signed: it binds nobody, or nobody learns who did it.",
                    title=_(self._move.title),
                ),
                rule=RULE,
            )
        now = clock.now()
        at = clock.almaty(now).isoformat(timespec="seconds")
        pending = Pending(self._written(at, secrets.token_hex(16)), self._actor.label, self._move.action, now + LASTS)
        self._drawer.put(pending)
        return pending

    def check(self, data: bytes | None) -> Signature | None:
        """The signature, checked, to be kept with the act; None where the act is taken unsigned.

        `data` is a CMS in DER. Raises Invalid where it must be signed and is not, SignatureNotTaken for what is no
        signature of this act.
        """
        if data is None:
            if must_be_signed(self._move, self._role.organisation, self._procedure.edition_key):
                raise _unsigned()
            return None
        if not can_be_signed(self._move):
            raise Invalid(_("This act is not signed."), errors={FIELD: [_("This act is not signed.")]})
        pending, found = self._of_what_waits(data)
        if pending.used:
            raise self._not_taken("used", pending, _("An act was signed with this signature already. Sign anew."))
        if pending.expires_at <= clock.now():
            raise self._not_taken(
                "expired", pending, _("The 15 minutes for signing are over. Begin anew, and sign what is shown then.")
            )
        at, salt = manifest.instant_and_salt(pending.text)
        other = manifest.differences(pending.text, self._written(at, salt))
        if other == {"content", "body"}:
            raise self._not_taken(
                "content", pending, _("What is sent differs from what was signed. Send what was signed, or sign anew.")
            )
        if other:
            raise self._not_taken(
                "changed",
                pending,
                _("Something has changed since this was signed. Look at what is so now, and sign anew."),
            )
        self._drawer.use(pending)
        return _to_keep(pending, data, found, self._right)

    def _of_what_waits(self, data: bytes) -> tuple[Pending, Checked]:
        """The manifest whose digest stands in the CMS, and what its check found."""
        try:
            signed = cms.read(data)
        except cms.NotASignature:
            raise self._refused(refusals.unreadable(), None) from None
        waiting = [each for each in self._drawer.pending() if each.action == self._move.action]
        pending = next((each for each in waiting if _is_of(signed, each)), None)
        if pending is None:
            raise self._refused(refusals.of_something_else(), None)
        user = self._actor.user
        expected = Expected(user.iin if user is not None else "", self._role.organisation.bin, self._right)
        try:
            return pending, checking.check(data, pending.text.encode(), clock.now(), expected)
        except SignatureRefused as refused:
            raise self._refused(refused, pending) from None

    def _refused(self, refused: SignatureRefused, pending: Pending | None) -> SignatureNotTaken:
        by_house_rule = refused.check is checking.Check.RIGHT and self._right is Right.HEAD
        return self._not_taken(refused.check.value, pending, refused.detail, FIRST_HEAD if by_house_rule else RULE)

    @property
    def _right(self) -> Right:
        return right_for(self._move, self._role, self._procedure.edition_key)

    def _written(self, at: str, salt: str) -> str:
        """The manifest as it would be now."""
        procedure, move, organisation = self._procedure, self._move, self._role.organisation
        signs = kind_of(procedure).action(move.action).signs
        besides = signs(procedure, self._body) if signs is not None else None
        carried = dict(self._body)
        user = self._actor.user
        return manifest.written(
            Facts(
                action=move.action,
                title=move.title,
                rule=move.rule,
                kind=procedure.kind,
                number=procedure.public_number,
                called=procedure.title,
                version=shown_version(procedure, self._actor),
                body=carried,
                data=procedure.data,
                besides=besides,
                documents=_hashes_of([carried, procedure.data, besides], self._actor),
                signer=Signer(
                    user=self._actor.label,
                    name=user.full_name if user else "",
                    role=self._as,
                    bin=organisation.bin,
                    organisation={code: organisation.name(code) for code in ("kk", "ru", "en")},
                ),
                at=at,
                salt=salt,
            )
        )

    @property
    def _as(self) -> str:
        """The seat by which the actor acts, else the role in the organisation."""
        seat = rights.seat_of(self._actor, self._procedure) if self._move.seats else None
        return seat.seat.value if seat is not None else self._role.role.value

    def _not_taken(self, check: str, pending: Pending | None, text: str, rule: str = RULE) -> SignatureNotTaken:
        sealed = keeper_of(self._procedure) is not None
        # Also of the last of several who are all unseen until then.
        unshown = any(move.sealed for move in table_of(self._procedure).moves_of(self._move.action))
        attempt = Attempt(
            kind=self._procedure.kind,
            number=self._procedure.public_number,
            chain=None if sealed else chain_of(self._procedure),
            unshown_in=self._procedure.id if unshown and not sealed else None,
            action=self._move.action,
            check=check,
            sha256=pending.sha256 if pending is not None else None,
        )
        return SignatureNotTaken(text, attempt, rule=rule)


def _unsigned() -> Invalid:
    text = _(
        "This act is taken only with an electronic digital signature. Ask for what is to be signed, sign it, and send "
        "the signature along."
    )
    return Invalid(text, rule=RULE, errors={FIELD: [text]})


def _hashes_of(said: Sequence[Any], actor: Actor) -> dict[str, str]:
    """The SHA-256 of each document that is named, at whatever depth, and that the actor may read."""
    numbers = {each: number for each in _named(said) if (number := number_of(each)) is not None}
    wanted = set(numbers.values())
    if not wanted:
        return {}
    found: dict[int, AnyDocument] = {
        row.number or row.id: row for row in db.session.scalars(select(Document).where(by_number(wanted)))
    }
    for number in wanted - found.keys():
        sealed = sealed_files.find(number, actor)
        if sealed is not None:
            found[number] = sealed
    return {
        each: found[number].sha256
        for each, number in sorted(numbers.items())
        if number in found and rights.may_read(actor, found[number])
    }


def _named(value: Any) -> Iterator[str]:
    """Every id of a document within a JSON value."""
    if isinstance(value, str):
        if number_of(value) is not None:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _named(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _named(each)


def _is_of(signed: cms.Signed, pending: Pending) -> bool:
    try:
        return signed.is_of(pending.text.encode())
    except algorithms.NotUnderstood:
        return False


def _to_keep(pending: Pending, data: bytes, found: Checked, right: Right) -> Signature:
    """What is kept of a signature for ever."""
    return Signature(
        sha256=pending.sha256,
        manifest=pending.text,
        cms=cms.der(data),
        certificate=found.certificate,
        number=found.number,
        signer=found.signer,
        iin=found.iin,
        bin=found.bin,
        right=right.value,
        checked=found.as_data(),
        # By the clock of the procedure, as the act; the machine's stands in `checked`.
        checked_at=clock.now(),
        valid=True,
    )
