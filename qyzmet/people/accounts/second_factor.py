"""The second factor: one-time codes by time (TOTP) and recovery codes for a lost phone.

The secret of the codes is sealed under a key derived from the application's; recovery codes are kept as hashes.
A code is good once. All times are the machine's.
"""

import secrets as randomness
from io import BytesIO

import pyotp
import segno
from sqlalchemy import delete, func, or_, select, update

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.people.accounts import secrets, sessions
from qyzmet.people.accounts.credentials import RecoveryCode, SecondFactorDemand
from qyzmet.people.models import User

PURPOSE = "totp"
STEP_SECONDS = 30
DIGITS = 6
# A phone's clock may differ by so many steps.
SLACK_STEPS = 1
RECOVERY_CODES = 10
# Without letters and digits that look alike.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LETTERS = 12


def is_set_up(user: User) -> bool:
    """Whether the user signs in with a second factor."""
    return user.totp_confirmed_at is not None and user.totp_secret is not None


def is_demanded(user: User) -> bool:
    """Whether an administrator demands a second factor of a role that the user holds today."""
    if not sessions.second_factors_are_demanded():
        return False
    today = clock.today()
    held = {m.role for m in user.memberships if m.holds_on(today) and m.organisation.works}
    return (
        bool(held)
        and db.session.scalar(select(SecondFactorDemand.role).where(SecondFactorDemand.role.in_(held)).limit(1))
        is not None
    )


def is_missing(user: User) -> bool:
    """Whether the user must set a second factor up before anything else."""
    return not is_set_up(user) and is_demanded(user)


def new_secret() -> str:
    """A secret for an authenticator app, in its base-32 spelling."""
    return pyotp.random_base32()


def address(user: User, secret: str) -> str:
    """What the picture says to the app: whose secret of which site."""
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    return generator.provisioning_uri(name=user.email, issuer_name="Qyzmet")


def picture(user: User, secret: str) -> bytes:
    """The QR code of `address`, as SVG without any style."""
    drawn = BytesIO()
    segno.make(address(user, secret), error="m").save(
        drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue()


def step_of(secret: str, code: str) -> int | None:
    """The time step of which this is the code, among those that are good now; None for a wrong code."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    generator = pyotp.HOTP(secret, digits=DIGITS)
    now = int(clock.wall().timestamp()) // STEP_SECONDS
    steps = range(now - SLACK_STEPS, now + SLACK_STEPS + 1)
    return next((step for step in steps if generator.verify(typed, step)), None)


def confirm(user: User, secret: str, code: str) -> list[str] | None:
    """Set the second factor up if the code is the secret's; returns the recovery codes, to be shown once."""
    step = step_of(secret, code)
    if step is None:
        return None
    user.totp_secret = secrets.seal(PURPOSE, secret)
    user.totp_confirmed_at = sessions.kept(clock.wall(), user)
    user.totp_last_step = step
    audit.record("set_up_second_factor", chain=sessions.chain_of(user), subject=user.public_id)
    return new_recovery_codes(user)


def accept(user: User, code: str) -> bool:
    """Whether the code is one of the app's that was not used, or an unused recovery code; it is used up by this."""
    if not is_set_up(user):
        return False
    return _accept_step(user, code) or _accept_recovery(user, code)


def _accept_step(user: User, code: str) -> bool:
    try:
        step = step_of(secrets.unseal(PURPOSE, user.totp_secret or ""), code)
    except secrets.NotReadable:
        # The secret key was changed: the recovery codes still let the user in.
        return False
    if step is None:
        return False
    # The condition is the statement's own, so that of two requests with one code only one passes.
    taken = db.session.execute(
        update(User)
        .where(User.id == user.id, or_(User.totp_last_step.is_(None), User.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    ).first()
    db.session.refresh(user, ["totp_last_step"])
    return taken is not None


def _accept_recovery(user: User, code: str) -> bool:
    taken = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=sessions.kept(clock.wall(), user))
        .returning(RecoveryCode.id)
    ).first()
    if taken is None:
        return False
    audit.record(
        "use_recovery_code", chain=sessions.chain_of(user), subject=user.public_id, after={"left": codes_left(user)}
    )
    return True


def new_recovery_codes(user: User) -> list[str]:
    """New recovery codes in place of the old ones, to be shown once."""
    codes = [
        "-".join("".join(randomness.choice(_ALPHABET) for _ in range(_RECOVERY_LETTERS // 3)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(code)) for code in codes)
    audit.record("make_recovery_codes", chain=sessions.chain_of(user), subject=user.public_id)
    return codes


def codes_left(user: User) -> int:
    """How many recovery codes are still good."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def remove(user: User) -> None:
    """Take the second factor and its recovery codes away."""
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    audit.record("remove_second_factor", chain=sessions.chain_of(user), subject=user.public_id)


def _hash(code: str) -> bytes:
    """A recovery code has 59 bits; the key keeps those who hold a copy of the database from trying them all."""
    return secrets.keyed_hash("recovery code", "".join(c for c in code.casefold() if c in _ALPHABET))
