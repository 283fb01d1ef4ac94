"""`qyzmet signatures`: what it says, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qyzmet import clock
from qyzmet.cli import group
from qyzmet.database import db
from qyzmet.procedure.models import Act
from qyzmet.signatures import authority
from qyzmet.signatures.kept_models import Signature
from qyzmet.signatures.trust import lists
from qyzmet.vocabulary import OrganisationKind, Party, Role
from tests.operations.places import START
from tests.sealing.conftest import House
from tests.sealing.conftest import house as house
from tests.signatures import keys
from tests.signatures.keys import DAY
from tests.worlds import a_request, a_world

Run = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Run:
    """The command, in this process, with the house's settings and others."""

    def act(*arguments: str, **settings: str) -> Result:
        db.session.commit()
        db.session.remove()
        environ = {**house.environ, **{f"QYZMET_{name}": value for name, value in settings.items()}}
        return CliRunner().invoke(group, ["signatures", *arguments], env=environ)

    before = clock.use_wall(lambda: START)
    yield act
    clock.use_wall(before)


@pytest.fixture
def made(house: House) -> authority.Authority:
    """An authority that the site trusts."""
    found = keys.authority_of("rsa", keys.TESTS)
    keys.believe(house.settings.signature_roots, found)
    return found


@pytest.mark.slow
def test_authorities(run: Run, house: House):
    """Who is trusted is listed, roots and those below them; where nobody is, it says what to do and ends with 1."""
    nobody = run("authorities")
    assert nobody.exit_code == 1
    assert "QYZMET_SIGNATURE_ROOTS" in nobody.stderr
    keys.believe(house.settings.signature_roots, keys.authority_of("rsa", keys.TESTS))
    found = run("authorities")
    assert found.exit_code == 0, found.output
    below, root = sorted(found.stdout.splitlines())
    assert (root.startswith("root: "), below.startswith("authority: "), "RSA" in root) == (True, True, True)
    assert {each["kind"] for each in json.loads(run("authorities", "--json").stdout)} == {"root", "authority"}


@pytest.mark.slow
def test_a_list_is_loaded_from_a_file(run: Run, made: authority.Authority, tmp_path: Path):
    """Where the site reaches no network; a list that nobody trusted has signed is not, and ends with 1."""
    file = tmp_path / "nca.crl"
    file.write_bytes(made.revocation_list(START - DAY, START + DAY, 7))
    loaded = run("load-list", str(file))
    assert (loaded.exit_code, loaded.stdout.startswith("nca.crl: number 7")) == (0, True)
    older = made.revocation_list(START - 2 * DAY, START + DAY, 6)
    stranger = authority.new(keys.TESTS, authority.RsaKey, START - DAY).revocation_list(START, START + DAY, 9)
    for content, said in ((older, "older"), (stranger, "not signed"), (b"<html>", "was not loaded")):
        file.write_bytes(content)
        refused = run("load-list", str(file))
        assert (refused.exit_code, said in refused.stderr) == (1, True), refused.output
    assert run("load-list", str(tmp_path / "none")).exit_code == 2


@pytest.mark.slow
def test_lists(run: Run, made: authority.Authority):
    """Which there are, how old and why the last attempt failed; 1 where one is missing or stale."""
    none = run("lists")
    assert (none.exit_code, "missing or stale" in none.stderr) == (1, True)
    missing = run("lists", REVOCATION_LISTS="http://127.0.0.1:9/nca.crl")
    assert (missing.exit_code, "never loaded, STALE" in missing.stdout) == (1, True)
    lists.load("nca.crl", made.revocation_list(START, START + DAY, 7))
    fresh = run("lists")
    assert (fresh.exit_code, "STALE" in fresh.stdout) == (0, False), fresh.output
    assert [each["stale"] for each in json.loads(run("lists", "--json").stdout)] == [False]
    clock.use_wall(lambda: START + 2 * DAY)
    stale = run("lists")
    assert (stale.exit_code, "nca.crl: issued" in stale.stdout, "STALE" in stale.stdout) == (1, True, True)


def test_an_address_that_is_named_no_more_is_no_stale_list(run: Run, made: authority.Authority):
    """What came from there stays; nobody waits for the next one."""
    lists.load("http://127.0.0.1:9/old.crl", made.revocation_list(START - 9 * DAY, START - 8 * DAY, 7))
    lists.load("nca.crl", made.revocation_list(START, START + DAY, 8))
    found = run("lists")
    assert (found.exit_code, "old.crl" in found.stdout) == (0, False), found.output


@pytest.mark.slow
def test_verify(run: Run, made: authority.Authority):
    """A line for each that does not hold, with its act, and 1; how many were checked, and by which lists."""
    assert run("verify").stdout.splitlines() == ["0 signatures checked, 0 of them do not hold."]
    kept = _signature()
    found = run("verify")
    assert found.exit_code == 1
    first, last = found.stdout.splitlines()
    assert f"(act {kept}): the manifest is not the one" in first
    assert last == "1 signatures checked, 1 of them do not hold."
    (wrong,) = json.loads(run("verify", "--json").stdout)["wrong"]
    assert (wrong["act"], wrong["action"]) == (kept, "submit")
    assert db.session.get(Signature, kept).valid is False  # type: ignore[union-attr]


def _signature() -> int:
    """A signature that does not hold: of an act that bears another hash. The act's id."""
    world = a_world()
    request = a_request(world)
    act = Act(
        action="submit",
        procedure=request,
        party=Party.STATE_BODY,
        user=world.people[OrganisationKind.STATE_BODY, Role.HEAD],
        organisation=world.organisations[OrganisationKind.STATE_BODY],
        from_state="draft",
        to_state="submitted",
        at=START,
        manifest_sha256="00" * 32,
    )
    db.session.add(act)
    db.session.flush()
    db.session.add(
        Signature(
            act_id=act.id,
            sha256="11" * 32,
            manifest="{}",
            cms=b"0",
            certificate=b"0",
            number="01",
            signer="Ахметов Дәурен",
            iin=keys.IIN,
            bin=keys.BIN,
            right="sign",
            checked={"revocation": {"source": "", "number": "", "issued_at": None, "stale": True}},
            checked_at=START,
        )
    )
    db.session.commit()
    return act.id
