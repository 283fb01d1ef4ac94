"""What the outside key wraps opens under it, as what it is, and for what it belongs to; rotations keep all of that."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qyzmet.sealing import wrapping
from qyzmet.sealing.faults import SealBroken
from qyzmet.sealing.key import generations
from qyzmet.sealing.key.generations import State
from qyzmet.sealing.wrapping import Purpose

pytestmark = pytest.mark.once

AT = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
KEY = generations.new_key(AT)
SECRET = b"s" * 32
WRAPPED = wrapping.wrap(KEY, Purpose.OWN, SECRET, "200140000017", "bid B-7K2M9Q")


@given(secret=st.binary(max_size=300), belongs=st.lists(st.text(max_size=20), max_size=3), turns=st.integers(0, 3))
@settings(max_examples=60)
def test_what_is_wrapped_opens_after_any_number_of_rotations(secret: bytes, belongs: list[str], turns: int):
    """Wrapped anew without knowing what it belongs to, and still tied to it."""
    key = KEY
    wrapped = wrapping.wrap(key, Purpose.KEPT, secret, *belongs)
    for _turn in range(turns):
        key = generations.rotated(key, AT)
        wrapped = wrapping.rewrap(key, wrapped)
        assert wrapping.generation_of(wrapped) == key.active.id
        key = generations.without(key, next(each.id for each in key.generations if each.state is State.OLD))
    assert wrapping.unwrap(key, Purpose.KEPT, wrapped, *belongs) == secret
    with pytest.raises(SealBroken):
        wrapping.unwrap(key, Purpose.KEPT, wrapped, *belongs, "")


@pytest.mark.parametrize(
    ("purpose", "belongs"),
    [
        (Purpose.KEPT, ("200140000017", "bid B-7K2M9Q")),
        (Purpose.PAIR, ("200140000017", "bid B-7K2M9Q")),
        (Purpose.OWN, ("200140000018", "bid B-7K2M9Q")),
        (Purpose.OWN, ("200140000017", "bid B-7K2M9R")),
        (Purpose.OWN, ("200140000017",)),
        (Purpose.OWN, ("200140000017bid ", "B-7K2M9Q")),
        (Purpose.OWN, ()),
    ],
)
def test_it_opens_as_nothing_else(purpose: Purpose, belongs: tuple[str, ...]):
    """Another purpose, another organisation, another context: each is refused."""
    assert wrapping.unwrap(KEY, Purpose.OWN, WRAPPED, "200140000017", "bid B-7K2M9Q") == SECRET
    with pytest.raises(SealBroken):
        wrapping.unwrap(KEY, purpose, WRAPPED, *belongs)


@given(place=st.integers(0, len(WRAPPED) - 1), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_one_changed_bit_is_refused(place: int, bit: int):
    """In the version, the generation, the purpose, the nonce, the content or its tag."""
    changed = bytearray(WRAPPED)
    changed[place] ^= 1 << bit
    for open_ in (wrapping.rewrap, wrapping.prove):
        with pytest.raises(SealBroken):
            open_(KEY, bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 9, 10, 34, 81, len(WRAPPED) - 1])
def test_a_cut_one_is_refused(length: int):
    """However short."""
    with pytest.raises(SealBroken):
        wrapping.prove(KEY, WRAPPED[:length])


def test_another_key_does_not_open_it():
    """Neither one made elsewhere, nor the same after the generation was forgotten."""
    for key in (generations.new_key(AT), generations.without(generations.rotated(KEY, AT), KEY.active.id)):
        with pytest.raises(SealBroken):
            wrapping.prove(key, WRAPPED)


def test_the_same_secret_is_wrapped_to_something_else_each_time():
    """Two rows with one secret of one organisation cannot be tied to each other."""
    again = wrapping.wrap(KEY, Purpose.OWN, SECRET, "200140000017", "bid B-7K2M9Q")
    assert again[wrapping.PREFIX_BYTES + 1 :] != WRAPPED[wrapping.PREFIX_BYTES + 1 :]
    assert len(again) == len(WRAPPED)


def test_a_rotation_takes_the_prepared_generation():
    """Next becomes active, active old, old stays; one active there always is."""
    prepared = generations.prepared(KEY, AT)
    assert generations.prepared(prepared, AT) == prepared
    assert [each.state for each in prepared.generations] == [State.ACTIVE, State.NEXT]
    turned = generations.rotated(prepared, AT)
    assert [each.state for each in turned.generations] == [State.OLD, State.ACTIVE]
    assert turned.ids == prepared.ids
    assert turned.generations[0].retired == AT
    third = generations.rotated(turned, AT + dt.timedelta(days=1))
    assert [each.state for each in third.generations] == [State.OLD, State.OLD, State.ACTIVE]
    assert third.generations[0].retired == AT
