"""Sizes tell little: what is sealed is filled up to one of few sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.sealing import contents
from qyzmet.sealing.padding import SMALLEST, padded_size

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("size", "filled"),
    [(0, 4096), (1, 4096), (4096, 4096), (4097, 4352), (9_000, 9_216), (65_537, 67_584), (5_000_000, 5_111_808)],
)
def test_sizes_fall_into_classes(size: int, filled: int):
    """Everything of up to 4 KiB is of one size, and larger sizes go in steps that grow with them."""
    assert padded_size(size) == filled


@given(st.integers(0, 500 * 1024 * 1024))
def test_filling_costs_little_and_is_done_once(size: int):
    """Nothing over 4 KiB grows by more than 7 %, over 64 KiB by more than 4 %; a filled size is one of the classes."""
    filled = padded_size(size)
    assert max(size, SMALLEST) <= filled
    assert padded_size(filled) == filled
    if size > SMALLEST:
        assert filled <= size * (1.04 if size > 64 * 1024 else 1.07)


@pytest.mark.parametrize("mb", [1, 5, 50])
def test_documents_of_about_one_size_cannot_be_told_apart(mb: int):
    """Between one megabyte and the next there are few sizes."""
    sizes = {contents.sealed_size(mb * 1024 * 1024 + kb * 1024) for kb in range(1024)}
    assert len(sizes) <= 33
