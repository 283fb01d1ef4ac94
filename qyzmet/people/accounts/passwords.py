"""Passwords: what they must be, how they are kept (Argon2id) and judged without telling who has an account."""

import functools
import string
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.people.accounts import sessions
from qyzmet.people.accounts.common_passwords import ROOTS, RUNS
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.people.models import User
from qyzmet.translating import gettext as _

SHORTEST = 12
LONGEST = 200
_FEWEST_DIFFERENT = 5
_SHORTEST_NAME = 4
_LOOK_ALIKES = str.maketrans("@$013457", "asoleast")
_ENDS = string.digits + string.punctuation + string.whitespace

# RFC 9106, second recommended option: 64 MiB, 3 passes, 4 lanes.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_hasher = HASHER


def use_hasher(hasher: PasswordHasher) -> PasswordHasher:
    """Make hashes with other parameters from now on; returns the former ones. Only tests have weaker ones."""
    global _hasher
    former, _hasher = _hasher, hasher
    _nobodys.cache_clear()
    return former


def problems(password: str, email: str) -> list[str]:
    """What keeps this from being the password of the account with this e-mail, in sentences; empty when it is good."""
    length = len(password)
    if length < SHORTEST:
        return [_("Use at least 12 characters: now there are only %(num)s.", num=length)]
    if length > LONGEST:
        return [_("Use at most 200 characters.")]
    found = []
    plain = _plain(password)
    if len(set(plain)) < _FEWEST_DIFFERENT or _is_run(plain) or _is_repeated(plain):
        found.append(_("This repeats the same few characters or runs along the keyboard. Use several words instead."))
    elif _is_common(plain):
        found.append(
            _("This is one of the passwords that are tried first. Use several words that do not belong together.")
        )
    name = _plain(email.partition("@")[0])
    if len(name) >= _SHORTEST_NAME and name in plain:
        found.append(_("Do not use the name in your e-mail address."))
    return found


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()


def _is_common(plain: str) -> bool:
    bare = plain.strip(_ENDS)
    return not ROOTS.isdisjoint({plain, bare, bare.translate(_LOOK_ALIKES), plain.translate(_LOOK_ALIKES).strip(_ENDS)})


def _is_run(plain: str) -> bool:
    pieces = {plain[at : at + 4] for at in range(len(plain) - 3)}
    runs = [run for forward in RUNS for run in (forward, forward[::-1])]
    ran = sum(any(piece in run for run in runs) for piece in pieces)
    return ran * 3 >= len(pieces) * 2


def _is_repeated(plain: str) -> bool:
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def hash_of(password: str) -> str:
    """What is kept of a password; some 50 ms of work."""
    return _hasher.hash(_bytes(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept. Where there is none, the same work is done for nothing."""
    nobodys = _nobodys()  # Made at the first call, whoever is asked for, so that its time tells nothing.
    try:
        return _hasher.verify(kept or nobodys, _bytes(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(kept: str) -> bool:
    """Whether the hash was made with other parameters than ours are now."""
    return _hasher.check_needs_rehash(kept)


@functools.lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    # The same letters may be typed in one piece or two; NFKC reads them alike.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


def change(user: User, new_hash: str, *, keep: UserSession | None = None) -> None:
    """Give the user a new password, kept as `new_hash`, and end all sessions but `keep`."""
    user.password_hash = new_hash
    user.password_changed_at = sessions.kept(clock.wall(), user)
    audit.record("change_password", chain=sessions.chain_of(user), subject=user.public_id)
    sessions.end_all(user, keep)
