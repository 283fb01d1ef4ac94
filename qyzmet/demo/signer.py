"""The page that stands in NCALayer's place in the demonstration: it signs with the keys of the people one plays."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, current_app, render_template, request

from qyzmet import clock, context
from qyzmet.config import Settings
from qyzmet.demo import keys, people
from qyzmet.demo.keys import EXPIRED, FOR_SIGNING_IN, GOST, REVOKED, RSA, Keys
from qyzmet.demo.people import Person
from qyzmet.translating import gettext as _
from qyzmet.web.local_paths import local_or

# What the page that signs sends along, and what it expects back.
MANIFEST, BACK, SIGNATURE, PERSON = "demo-manifest", "demo-back", "signature", "demo-person"
_OWN = frozenset({MANIFEST, BACK, SIGNATURE, PERSON, "csrf_token", "signature-file", "sign"})
_LARGEST = 256 * 1024


@dataclass(frozen=True)
class Choice:
    """A key that can be chosen: what it is called, and the signature that it makes, in base64."""

    title: str
    signature: str


def sign() -> str:
    """The keys that one could choose in NCALayer: one's own, and some that will be refused."""
    person = _playing()
    back = local_or(request.form.get(BACK), "")
    try:
        content = base64.b64decode(request.form.get(MANIFEST, "")[:_LARGEST], validate=True)
    except binascii.Error:
        abort(400)
    if not back or not content:
        abort(400)
    settings: Settings = current_app.config["QYZMET"]
    held = keys.load(settings.instance)
    return render_template(
        "demo/signer.html",
        back=back,
        pairs=[(name, value) for name, value in request.form.items(multi=True) if name not in _OWN],
        person=person,
        good=list(_good(held, person, content)),
        refused=list(_refused(held, person, content)),
    )


def _playing() -> Person:
    """Whom one plays; who is about to sign in has chosen somebody."""
    user = context.actor().user
    iin = user.iin if user is not None else request.form.get(PERSON, "")
    found = next((each for each in people.PEOPLE if each.iin == iin), None)
    return found or abort(404)


def _is_signing_in() -> bool:
    return context.actor().user is None


def _good(held: Keys, person: Person, content: bytes) -> Iterator[Choice]:
    yield Choice(_("Sign with my key (RSA)"), _made(held, person, RSA, content))
    yield Choice(_("Sign with my key (GOST)"), _made(held, person, GOST, content))
    if _is_signing_in():
        yield Choice(_("With my key for signing in"), _made(held, person, FOR_SIGNING_IN, content))


def _refused(held: Keys, person: Person, content: bytes) -> Iterator[Choice]:
    if not _is_signing_in():
        # Whoever signs in may be anybody, with either kind of key.
        other = next(each for each in people.PEOPLE if each.body != person.body)
        name = f"{other.given_name} {other.surname}"
        yield Choice(_("With the key of another person: %(name)s", name=name), _made(held, other, RSA, content))
        yield Choice(_("With my key for signing in"), _made(held, person, FOR_SIGNING_IN, content))
    yield Choice(_("With my key whose term is over"), _made(held, person, EXPIRED, content))
    yield Choice(_("With my key that was revoked"), _made(held, person, REVOKED, content))


def _made(held: Keys, person: Person, kind: str, content: bytes) -> str:
    return base64.b64encode(held.identity(person.key, kind).sign(content, clock.now())).decode()
