"""Organisations: what is kept of them and which can work side by side."""

import pytest
from flask import Flask

from qyzmet.people.organisations import organisations
from qyzmet.people.organisations.organisations import Names
from qyzmet.procedure.refusals import Invalid, Stale
from qyzmet.vocabulary import SINGLE_KINDS, OrganisationKind
from tests import factories

NAMES = Names("Қаз", "Рус", "Eng")


@pytest.mark.parametrize("kind", sorted(SINGLE_KINDS))
def test_of_a_single_kind_one_works_at_a_time(app: Flask, kind: OrganisationKind):
    """A second authorised body, integrator, operator or security service is refused, and named is the first."""
    organisations.add(kind, factories.a_bin(), Names("A", "B", "The first one"))
    with pytest.raises(Invalid, match="The first one"):
        organisations.add(kind, factories.a_bin(), NAMES)


def test_there_are_many_state_bodies_and_suppliers(app: Flask):
    """State bodies and suppliers may be any number."""
    for kind in (OrganisationKind.STATE_BODY, OrganisationKind.SUPPLIER) * 2:
        assert organisations.add(kind, factories.a_bin(), NAMES).works


def test_a_bin_is_one_organisations(app: Flask):
    """A known BIN is refused at its field."""
    there = factories.organisation()
    with pytest.raises(Invalid) as refused:
        organisations.add(OrganisationKind.SUPPLIER, there.bin, NAMES)
    assert list(refused.value.errors) == ["bin"]


def test_a_change_from_an_old_version_is_stale(app: Flask):
    """Whoever saves from an old version is told, and nothing changes."""
    there = factories.organisation()
    version = there.version
    organisations.change(there, NAMES, national_bank=True, expected_version=version)
    with pytest.raises(Stale):
        organisations.change(there, Names("x", "x", "x"), national_bank=False, expected_version=version)
    assert (there.name_kk, there.national_bank) == ("Қаз", True)
