"""A signature is checked in its order, and its signer is told what is wrong and what to do."""

import base64
import datetime as dt

import pytest
from asn1crypto import cms

from qyzmet import clock
from qyzmet.signatures import authority, checking
from qyzmet.signatures.authority import Purpose
from qyzmet.signatures.checking import Check, Checked, Expected, Right, SignatureRefused
from qyzmet.signatures.cms import read as read_cms
from qyzmet.signatures.trust import lists
from tests.signatures import keys
from tests.signatures.keys import BIN, CONTENT, DAY, IIN, NOW, THE_HEAD, identity

pytestmark = pytest.mark.usefixtures("believing")

KINDS = pytest.mark.parametrize("kind", keys.KINDS)


def refused(
    signature: bytes, content: bytes = CONTENT, at: dt.datetime = NOW, expected: Expected = THE_HEAD
) -> SignatureRefused:
    with pytest.raises(SignatureRefused) as caught:
        checking.check(signature, content, at, expected)
    return caught.value


def taken(signature: bytes, expected: Expected = THE_HEAD) -> Checked:
    return checking.check(signature, CONTENT, NOW, expected)


@KINDS
def test_a_signature_is_taken_with_all_that_is_kept_of_it(kind: str):
    """Kept are signer, IIN, BIN, certificate, issuer, validity, what the lists said, how and when it was checked."""
    me = identity(kind)
    found = taken(me.sign(CONTENT, NOW))
    assert (found.signer, found.iin, found.bin) == ("Ахметов Дәурен Серікұлы", IIN, BIN)
    assert found.certificate == me.certificate.der
    assert found.number == f"{me.certificate.serial:X}".zfill(len(found.number))
    assert found.issuer == "Qyzmet tests 1"
    assert (found.valid_from, found.valid_until) == (NOW - 100 * DAY, NOW + 265 * DAY)
    assert found.algorithm == {"rsa": "RSA", "gost": "GOST 34.10-2015 (512)"}[kind]
    assert (found.revocation.source, found.revocation.issued_at, found.revocation.stale) == (kind, NOW, False)
    assert (found.age_of_list, found.checked_at, found.by) == (dt.timedelta(), NOW, "own")
    assert (found.signed_at, found.time_stamp) == (NOW, None)
    assert found.as_data()["revocation"] == {
        "source": kind,
        "number": "1",
        "issued_at": "2026-03-02T04:00:00+00:00",
        "stale": False,
        "lists": list(found.revocation.lists),
    }
    # That of the signer's authority, and the root's list of authorities.
    assert [lists.kept(each).source for each in found.revocation.lists] == [kind, f"root {kind}"]  # type: ignore[union-attr]


@KINDS
def test_der_pem_and_base64_are_taken(kind: str):
    """NCALayer gives base64 or PEM, files hold DER; DER whose last byte looks like a space is not stripped."""
    signature = identity(kind).sign(CONTENT, NOW)
    text = base64.encodebytes(signature)
    for each in (signature, text, b"-----BEGIN CMS-----\n" + text + b"-----END CMS-----\n"):
        assert taken(each).iin == IIN


def test_a_time_stamp_is_kept():
    """A time stamp says by an authority's word when the signature was there."""
    signature = identity().sign(CONTENT, NOW, stamped_by=keys.authority_of("gost", keys.TESTS).stamping)
    stamp = taken(signature).time_stamp
    assert stamp is not None
    assert (stamp.at, stamp.authority) == (NOW, "Qyzmet tests TSA")


def test_what_is_signed_within_must_be_the_same():
    """A CMS that holds what was signed is taken for that alone."""
    assert taken(identity().sign(CONTENT, NOW, attached=True)).iin == IIN
    assert refused(identity().sign(b"another", NOW, attached=True)).check is Check.CONTENT


@KINDS
def test_a_changed_manifest_is_refused(kind: str):
    """The signature of one manifest is none of another: a signature that was sent before does not sign a second act."""
    assert refused(identity(kind).sign(CONTENT, NOW), CONTENT + b" ").check is Check.CONTENT


@pytest.mark.slow
def test_changed_attributes_are_refused():
    """Whoever puts another manifest's hash into a signature breaks it."""
    info = cms.ContentInfo.load(identity("rsa").sign(CONTENT, NOW))
    signer = info["content"]["signer_infos"][0]
    other = cms.ContentInfo.load(identity("rsa").sign(b"another", NOW))["content"]["signer_infos"][0]
    signer["signed_attrs"] = other["signed_attrs"]
    assert refused(info.dump(force=True), b"another").check is Check.CONTENT


@pytest.mark.slow
def test_two_signers_are_refused():
    """One act, one signer."""
    info = cms.ContentInfo.load(identity("rsa").sign(CONTENT, NOW))
    signers = info["content"]["signer_infos"]
    signers.append(signers[0])
    assert refused(info.dump(force=True)).check is Check.CONTENT


@pytest.mark.slow
def test_another_certificate_in_place_of_the_signers_is_refused():
    """A certificate that only bears the same issuer and number is not the one that signed."""
    mine = cms.ContentInfo.load(identity("gost").sign(CONTENT, NOW))
    mine["content"]["certificates"] = cms.ContentInfo.load(identity("rsa").sign(CONTENT, NOW))["content"][
        "certificates"
    ]
    assert refused(mine.dump(force=True)).check is Check.CONTENT


@pytest.mark.slow
@KINDS
def test_an_authority_of_the_same_name_is_not_trusted(kind: str):
    """Trust is in a root's key: its name can be written by anybody."""
    impostor = authority.new("Qyzmet tests", keys.KINDS[kind], NOW - 100 * DAY)
    name = authority.subject("Ахметов", "Дәурен", "Серікұлы", IIN, BIN)
    me = impostor.issue(keys.key(kind), name, authority.HEAD, authority.Validity(NOW - DAY, NOW + DAY))
    whole = authority.Identity(me.key, me.certificate, (*me.above, impostor.root.certificate))
    for each in (me, whole):
        found = refused(each.sign(CONTENT, NOW))
        assert found.check is Check.CHAIN
        assert "Qyzmet tests 1" in found.detail


def test_who_is_no_authority_issues_nothing():
    """A person's key signs no other person's certificate, whatever name stands in it."""
    head = identity("gost")
    name = authority.subject("Ахметов", "Дәурен", "Серікұлы", IIN, BIN)
    pretender = authority.Authority(head, head, head)
    me = pretender.issue(keys.key("gost"), name, authority.HEAD, authority.Validity(NOW - DAY, NOW + DAY))
    with_head = authority.Identity(me.key, me.certificate, (head.certificate, *head.above))
    assert refused(with_head.sign(CONTENT, NOW)).check is Check.CHAIN


@KINDS
@pytest.mark.parametrize(("since", "until"), [(-20, -1), (1, 20)])
def test_a_certificate_that_is_not_valid_is_refused(kind: str, since: int, until: int):
    """Expired, or not valid yet, at the instant of the act."""
    me = identity(kind, since=NOW + since * DAY, until=NOW + until * DAY)
    assert refused(me.sign(CONTENT, NOW)).check is Check.VALIDITY


@pytest.mark.slow
@KINDS
def test_a_revoked_certificate_is_refused(kind: str):
    """From the instant on at which it was revoked; what was signed before stays good."""
    made = authority.new("Qyzmet revokes", keys.KINDS[kind], NOW - 100 * DAY)
    keys.believe(_folder(), made)
    name = authority.subject("Ахметов", "Дәурен", "Серікұлы", IIN, BIN)
    me = made.issue(keys.key(kind), name, authority.HEAD, authority.Validity(NOW - 10 * DAY, NOW + DAY))
    made.revoke(me.certificate, NOW - DAY)
    lists.load("revoking", made.revocation_list(NOW, NOW + DAY, 2))
    signature = me.sign(CONTENT, NOW)
    assert refused(signature).check is Check.REVOCATION
    assert refused(signature, at=NOW - DAY).check is Check.REVOCATION
    assert checking.check_again(signature, CONTENT, NOW - 2 * DAY, THE_HEAD).iin == IIN


def _folder():
    from flask import current_app

    return current_app.config["QYZMET"].signature_roots


def test_stale_lists_are_said_and_refuse_by_setting(setting):
    """A list past its time is told with the signature; where the site is set so, the signature is refused."""
    signature = identity().sign(CONTENT, NOW)
    clock.use_wall(lambda: NOW + 2 * DAY)
    found = taken(signature)
    assert found.revocation.stale
    assert found.age_of_list == 2 * DAY
    setting(stale_revocation_lists="refuse")
    assert refused(signature).check is Check.REVOCATION
    # What was taken once is not refused later because lists grow old.
    assert checking.check_again(signature, CONTENT, NOW, THE_HEAD).revocation.stale


@pytest.mark.slow
def test_a_missing_list_is_as_a_stale_one(setting):
    """Nothing is known of a revocation where no list of that authority was loaded."""
    unlisted = keys.authority_of("gost", "Without lists")
    keys.believe(_folder(), unlisted)
    signature = identity("gost", by="Without lists").sign(CONTENT, NOW)
    answer = taken(signature).revocation
    assert (answer.source, answer.issued_at, answer.stale) == ("", None, True)
    setting(stale_revocation_lists="refuse")
    assert refused(signature).check is Check.REVOCATION


@KINDS
def test_a_key_for_signing_in_signs_nothing(kind: str):
    """An authentication key does not sign acts; signing in takes it."""
    signature = identity(kind, authority.SIGN_IN).sign(CONTENT, NOW)
    assert refused(signature).check is Check.KEY
    assert checking.check_sign_in(signature, CONTENT, NOW).iin == IIN


def test_a_key_for_neither_opens_nothing():
    """A key for something else does not sign in either."""
    other = Purpose(frozenset({"key_encipherment"}), (authority.TIME_STAMPING,))
    with pytest.raises(SignatureRefused) as caught:
        checking.check_sign_in(identity("gost", other).sign(CONTENT, NOW), CONTENT, NOW)
    assert caught.value.check is Check.KEY


def test_the_iin_must_be_the_persons():
    """Nobody signs with another's key."""
    assert refused(identity(iin="880923403754").sign(CONTENT, NOW)).check is Check.IIN


@pytest.mark.slow
def test_the_bin_must_be_the_organisations():
    """The key is of the organisation that is acted for; a natural person's names none."""
    assert refused(identity(bin_="080740011629").sign(CONTENT, NOW)).check is Check.BIN
    assert refused(identity(purpose=authority.NATURAL_PERSON, bin_="").sign(CONTENT, NOW)).check is Check.BIN


@pytest.mark.slow
@pytest.mark.parametrize(
    ("purpose", "rights"),
    [
        (authority.HEAD, {Right.HEAD, Right.SIGN, Right.EMPLOYEE}),
        (authority.MAY_SIGN, {Right.SIGN, Right.EMPLOYEE}),
        (authority.WORKS_THERE, {Right.EMPLOYEE}),
        (authority.NATURAL_PERSON, set()),
    ],
)
def test_the_right_must_be_the_acts(purpose: Purpose, rights: set[Right]):
    """The first head's key signs all; the right to sign and an employee's what needs no more."""
    signature = identity(purpose=purpose).sign(CONTENT, NOW)
    for right in Right:
        expected = Expected(IIN, BIN, right)
        if right in rights:
            assert taken(signature, expected).iin == IIN
        else:
            assert refused(signature, expected=expected).check is Check.RIGHT


@pytest.mark.slow
def test_a_time_stamp_of_another_signature_is_refused():
    """A time stamp is of one signature."""
    stamping = keys.authority_of("rsa", keys.TESTS).stamping
    one = identity("rsa").sign(CONTENT, NOW, stamped_by=stamping)
    mine = _time_stamp_of(one)
    stamps = iter(lambda: _time_stamp_of(identity("rsa").sign(b"another", NOW, stamped_by=stamping)), None)
    other = next(each for each in stamps if len(each) == len(mine))
    assert refused(one.replace(mine, other)).check is Check.TIME_STAMP


def _time_stamp_of(signature: bytes) -> bytes:
    stamp = read_cms(signature).time_stamp
    assert stamp is not None
    return stamp


def test_a_time_stamp_by_an_algorithm_that_is_not_taken_vouches_for_nothing(setting):
    """Authorities stamp by older algorithms than those of new keys: the signature is not at fault, and is unstamped.

    Where a stamp is demanded it is refused, by words of its own.
    """
    signature = identity("rsa").sign(CONTENT, NOW, stamped_by=keys.authority_of("rsa", keys.TESTS).stamping)
    stamp = _time_stamp_of(signature)
    sha256, sha224 = (bytes.fromhex(f"060960864801650304020{each}") for each in (1, 4))
    changed = signature.replace(stamp, stamp.replace(sha256, sha224))
    assert taken(changed).time_stamp is None
    setting(time_stamps="demanded")
    with pytest.raises(SignatureRefused, match="in a way that is not taken") as caught:
        checking.check(changed, CONTENT, NOW, THE_HEAD)
    assert caught.value.check is Check.TIME_STAMP


def test_a_time_stamp_by_somebody_is_refused():
    """Only a key that is for time stamps stamps."""
    assert refused(identity().sign(CONTENT, NOW, stamped_by=identity())).check is Check.TIME_STAMP


@pytest.mark.slow
def test_a_time_stamp_is_demanded_by_setting(setting):
    """Where the site demands one, a signature without is refused; last of all."""
    setting(time_stamps="demanded")
    assert refused(identity().sign(CONTENT, NOW)).check is Check.TIME_STAMP
    assert refused(identity(iin="880923403754").sign(CONTENT, NOW)).check is Check.IIN
    assert taken(identity().sign(CONTENT, NOW, stamped_by=keys.authority_of("gost", keys.TESTS).stamping)).iin == IIN


@pytest.mark.slow
def test_the_first_check_that_fails_is_told():
    """Content, chain, validity, revocation, key, IIN, BIN, right: what comes first is told first."""
    impostor = "Nobody trusts them"
    wrong = identity(
        "gost",
        authority.NATURAL_PERSON,
        iin="880923403754",
        bin_="",
        since=NOW - 20 * DAY,
        until=NOW - DAY,
        by=impostor,
    )
    signature = wrong.sign(CONTENT, NOW)
    assert refused(signature, b"another").check is Check.CONTENT
    assert refused(signature).check is Check.CHAIN
    keys.believe(_folder(), keys.authority_of("gost", impostor))
    assert refused(signature).check is Check.VALIDITY
    assert refused(signature, at=NOW - 2 * DAY).check is Check.IIN


def test_a_site_may_take_no_signatures(setting):
    """Without a root that is trusted, or set so, nothing is offered; what comes all the same is refused in words."""
    assert checking.is_offered()
    setting(signatures="none")
    assert not checking.is_offered()
    assert refused(identity().sign(CONTENT, NOW)).check is Check.SERVICE
    setting(signatures="own")
    keys.believe(_folder())
    assert not checking.is_offered()
