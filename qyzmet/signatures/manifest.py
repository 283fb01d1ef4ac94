"""What is signed: a manifest of the act, as canonical JSON that a person reads in words. Pure.

It names the act, the procedure with its version, the hash of what the act carries and of each document, who signs in
which role, and the instant. Whoever holds the same can compute the same hashes: each is the SHA-256 of canonical JSON
(keys sorted, no spaces, UTF-8), as on printed papers.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet.database import canonical_json
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import ROLE_TITLES, SEAT_TITLES, Role, Seat
from qyzmet.web import formats

FORMAT = "qyzmet-manifest-1"


@dataclass(frozen=True)
class Signer:
    """Who signs: the user's public id and name, the role or seat, and the organisation acted for."""

    user: str
    name: str
    role: str
    bin: str
    # The organisation's name by language.
    organisation: Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """All that a manifest says. Texts and hashes are as they were when it was made."""

    action: str
    # The act's title as the table has it (msgid), and its paragraph or house rule.
    title: str
    rule: str
    kind: str
    number: str
    called: str
    # The version that the signer has read.
    version: int
    # What the act carries, what the procedure holds, and what it puts in force besides: a drafted opinion. JSON.
    body: Any
    data: Any
    besides: Any
    # The SHA-256 of each document that these name, by its id.
    documents: Mapping[str, str]
    signer: Signer
    # ISO, with its offset.
    at: str
    # Chosen at random: who knows the hash alone, as the public does, cannot try what may have been signed.
    salt: str


def written(facts: Facts) -> str:
    """The manifest: the bytes to sign are this text in UTF-8."""
    return canonical_json(
        {
            "format": FORMAT,
            "act": {"action": facts.action, "title": facts.title, "rule": facts.rule},
            "procedure": {
                "kind": facts.kind,
                "number": facts.number,
                "title": facts.called,
                "version": facts.version,
            },
            "content": {
                "body": hash_of(facts.body),
                "data": hash_of(facts.data),
                "besides": None if facts.besides is None else hash_of(facts.besides),
            },
            "documents": dict(facts.documents),
            "signer": {
                "user": facts.signer.user,
                "name": facts.signer.name,
                "role": facts.signer.role,
                "bin": facts.signer.bin,
                "organisation": dict(facts.signer.organisation),
            },
            "at": facts.at,
            "salt": facts.salt,
        }
    )


def hash_of(value: Any) -> str:
    """The SHA-256 of the canonical JSON of a value."""
    return sha256(canonical_json(value))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8: of a manifest, what the act, the audit record and the paper name."""
    return hashlib.sha256(text.encode()).hexdigest()


def instant_and_salt(manifest: str) -> tuple[str, str]:
    """What of a manifest is no fact of the procedure: when it was made, and its salt."""
    said = json.loads(manifest)
    return str(said["at"]), str(said["salt"])


def differences(signed: str, now: str) -> set[str]:
    """In which of its parts what was signed differs from what the same act would say now: the names of the parts.

    The procedure's version is a part of its own: "version".
    """
    one, other = json.loads(signed), json.loads(now)
    found = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    mine, theirs = one.get("procedure", {}), other.get("procedure", {})
    if mine.get("version") != theirs.get("version"):
        found.add("version")
    if one.get("content", {}).get("body") != other.get("content", {}).get("body"):
        found.add("body")
    return found


def in_words(manifest: str, language: str, called: Callable[[str], str] = str) -> str:
    """What is signed, line by line, in the reader's language; `called` names a document as the reader knows it."""
    return "\n".join(f"{label}: {value}" for label, value in lines(manifest, language, called))


def lines(manifest: str, language: str, called: Callable[[str], str] = str) -> Iterator[tuple[str, str]]:
    """The same as labels and values."""
    said = json.loads(manifest)
    act, procedure, content, signer = said["act"], said["procedure"], said["content"], said["signer"]
    title, rule = act["title"], act["rule"]
    yield _("What you do"), f"{_(title)} ({formats.cited(rule)})" if rule else _(title)
    yield _("Procedure"), " · ".join(filter(None, (procedure["number"], procedure["title"])))
    yield _("Version"), str(procedure["version"])
    organisation = signer["organisation"].get(language) or signer["bin"]
    yield _("Signed by"), signer["name"]
    yield _("Signs as"), f"{role_in_words(signer['role'])}, {organisation} ({_('BIN')} {signer['bin']})"
    yield _("Instant"), formats.instant(dt.datetime.fromisoformat(said["at"]), language)
    yield _("What the act carries (SHA-256)"), content["body"]
    yield _("What the record holds (SHA-256)"), content["data"]
    if content["besides"] is not None:
        yield _("What it puts in force (SHA-256)"), content["besides"]
    for document, hashed in said["documents"].items():
        yield _("Document %(id)s (SHA-256)", id=called(document)), hashed


def role_in_words(role: str) -> str:
    """A role or a seat as people call it."""
    titles: dict[str, str] = {each.value: ROLE_TITLES[each] for each in Role if each in ROLE_TITLES}
    titles |= {each.value: SEAT_TITLES[each] for each in Seat if each in SEAT_TITLES}
    return _(titles[role]) if role in titles else role
