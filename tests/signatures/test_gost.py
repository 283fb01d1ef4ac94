"""GOST 34.10-2015 and its hash do what the standard says."""

import pytest
from gostcrypto import gostsignature
from hypothesis import given, settings
from hypothesis import strategies as st

from qyzmet.signatures import gost

pytestmark = pytest.mark.once

THEIRS = {
    256: (gostsignature.MODE_256, "id-tc26-gost-3410-2012-256-paramSetA"),
    512: (gostsignature.MODE_512, "id-tc26-gost-3410-12-512-paramSetA"),
}
BITS = pytest.mark.parametrize("bits", THEIRS)


def theirs(bits: int):
    mode, curve = THEIRS[bits]
    return gostsignature.new(mode, gostsignature.CURVES_R_1323565_1_024_2019[curve])


def turned(data: bytes) -> bytearray:
    """Each half with its bytes in the other order."""
    half = len(data) // 2
    return bytearray(data[:half][::-1] + data[half:][::-1])


def test_the_hash_is_streebog():
    """The standard's first example (RFC 6986, 10.1)."""
    message = b"012345678901234567890123456789012345678901234567890123456789012"
    assert gost.digest(256, message).hex() == "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"
    assert gost.digest(512, message).hex() == (
        "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
        "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
    )


@BITS
def test_points_lie_on_the_curve(bits: int):
    """The base point and every public key do; other numbers do not."""
    on = gost.curve(bits)
    assert on.holds(on.x, on.y)
    assert not on.holds(on.x, on.y + 1)
    assert not on.holds(on.x + on.p, on.y)


@pytest.mark.slow
@BITS
def test_keys_and_signatures_are_the_librarys(bits: int):
    """gostcrypto makes the same public key, and takes our signatures."""
    private = gost.new_private_key(bits)
    public = gost.public_key(bits, private)
    assert bytes(theirs(bits).public_key_generate(bytearray(private.to_bytes(bits // 8)))) == turned(public)
    hashed = gost.digest(bits, b"manifest")
    signature = gost.sign(bits, private, hashed)
    assert gost.verifies(bits, public, signature, hashed)
    assert theirs(bits).verify(turned(public), bytearray(hashed[::-1]), turned(signature))


@pytest.mark.slow
@BITS
def test_another_hash_key_or_signature_does_not_fit(bits: int):
    """One bit changed anywhere is noticed, and lengths that do not fit."""
    private = gost.new_private_key(bits)
    public, hashed = gost.public_key(bits, private), gost.digest(bits, b"manifest")
    signature = gost.sign(bits, private, hashed)
    for at in range(0, bits // 4, 7):
        changed = bytearray(signature)
        changed[at] ^= 1
        assert not gost.verifies(bits, public, bytes(changed), hashed)
    assert not gost.verifies(bits, gost.public_key(bits, gost.new_private_key(bits)), signature, hashed)
    assert not gost.verifies(bits, public, signature, gost.digest(bits, b"another"))
    for wrong in (b"", signature[:-1], bytes(bits // 4), b"\xff" * (bits // 4)):
        assert not gost.verifies(bits, public, wrong, hashed)
        assert not gost.verifies(bits, wrong, signature, hashed)


@BITS
@settings(max_examples=20)
@given(data=st.data())
def test_anything_may_be_asked(bits: int, data: st.DataObject):
    """No numbers lead to anything but an answer."""
    size = bits // 8
    point, signature = (data.draw(st.binary(min_size=2 * size, max_size=2 * size)) for _each in range(2))
    assert not gost.verifies(bits, point, signature, data.draw(st.binary(min_size=size, max_size=size)))
