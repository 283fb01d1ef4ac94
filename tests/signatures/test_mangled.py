"""Whatever bytes are sent as a signature: it is taken, or refused in words. Nothing else ever happens."""

import base64
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qyzmet.signatures import checking
from qyzmet.signatures.checking import SignatureRefused
from tests.signatures import keys
from tests.signatures.keys import CONTENT, NOW, THE_HEAD, identity

pytestmark = pytest.mark.usefixtures("believing")

SIGNATURES = {
    kind: identity(kind).sign(CONTENT, NOW, stamped_by=keys.authority_of(kind, keys.TESTS).stamping)
    for kind in keys.KINDS
}


def judged(data: bytes) -> bool:
    """Whether it is taken; every refusal says why in words."""
    try:
        checking.check(data, CONTENT, NOW, THE_HEAD)
    except SignatureRefused as refused:
        return not refused.detail
    return True


@st.composite
def mangled(draw: st.DrawFn, signatures: Sequence[bytes]) -> bytes:
    """One of these signatures, of which bytes were changed, left out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(signatures)))
    for _number in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        until = min(len(data), at + draw(st.integers(1, 40)))
        how = draw(st.sampled_from(["change", "leave out", "double", "put in"]))
        if how == "change":
            data[at] = draw(st.integers(0, 255))
        elif how == "leave out":
            del data[at:until]
        elif how == "double":
            data[at:at] = data[at:until]
        else:
            data[at:at] = draw(st.binary(min_size=1, max_size=40))
        if not data:
            break
    return bytes(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(mangled(list(SIGNATURES.values())))
def test_mangled_signatures_are_refused_in_words(data: bytes):
    """Changed bytes are refused; the few that mean nothing may be taken."""
    judged(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_no_signature(data: bytes):
    """Bytes and texts that are no signature, in base64 too."""
    assert not judged(data)
    assert not judged(base64.b64encode(data))


@pytest.mark.parametrize("kind", sorted(SIGNATURES))
def test_every_byte_that_is_cut_off_is_missed(kind: str):
    """A signature that did not come whole is none."""
    data = SIGNATURES[kind]
    assert judged(data)
    assert not any(judged(data[:length]) for length in range(0, len(data), 97))
    assert not judged(data + b"\0")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"\x30\x80",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x80" * 5_000,
        b"0" * 3_000_000,
        b"-----BEGIN CMS-----\n-----END CMS-----",
        "ЭЦҚ".encode(),
    ],
)
def test_what_is_built_to_do_harm_is_refused(data: bytes):
    """Lengths that lie, endless nesting, far too much."""
    assert not judged(data)
