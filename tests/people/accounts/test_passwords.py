"""What a password must be, and how it is kept."""

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.people.accounts import passwords
from tests import factories
from tests.signing_in import post

EMAIL = "aigerim.s@example.kz"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaa",
        "123456789012",
        "210987654321",
        "password1234",
        "P@ssw0rd!2026",
        "qwertyuiop[]",
        "йцукенгшщзхъ",
        "Қазақстан2026!",
        "abcabcabcabc",
        "qwertyqwerty",
        "Aigerim.S-2026-x",
        "1q2w3e4r5t6y",
        "x" * 201,
        "АДМИНИСТРАТОР1",
        "welcome!!!!!2027",
    ],
)
def test_bad_passwords_are_refused_with_a_reason(app: Flask, password: str):
    """Short, common, repeated, run along the keyboard, or the e-mail's name: each is refused and says why."""
    with app.test_request_context("/?lang=en"):
        said = passwords.problems(password, EMAIL)
    assert said
    assert all(sentence.endswith(".") for sentence in said)


@pytest.mark.parametrize(
    "password",
    [
        "seven wild apples",
        "жеті жабайы алма",
        "Tr0ub4dor&3-horse",
        "vQ9!mZ2#kL7p",
        "x" * 6 + "yzwvut",
        "a" * 3 + "мысық ұшақ терек",
    ],
)
def test_good_passwords_are_taken(app: Flask, password: str):
    """Twelve characters that are none of this are a password."""
    with app.test_request_context("/?lang=en"):
        assert passwords.problems(password, EMAIL) == []


def test_passwords_are_kept_as_argon2id():
    """Kept is Argon2id with a salt of its own; the same letters in another encoding fit."""
    kept = passwords.hash_of("пароль й из двух частей")
    assert kept.startswith("$argon2id$")
    assert kept != passwords.hash_of("пароль й из двух частей")
    assert passwords.fits(kept, "пароль й из двух частей")
    assert not passwords.fits(kept, "пароль й из двух часте")
    assert not passwords.fits(None, "nobody has this password")
    assert not passwords.fits("not a hash", "x")


def test_outside_of_tests_a_hash_costs_what_it_should():
    """RFC 9106 recommends 64 MiB, 3 passes and 4 lanes where memory is short; the tests alone use less."""
    usual = passwords.HASHER
    assert (usual.memory_cost, usual.time_cost, usual.parallelism) == (64 * 1024, 3, 4)


def test_a_hash_of_old_parameters_is_renewed_at_sign_in(client: FlaskClient):
    """Who signs in with a hash made by weaker parameters has one of ours afterwards."""
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("seven wild apples")
    person = factories.user(password_hash=old)
    db.session.commit()
    assert post(client, "/account/sign-in", {"email": person.email, "password": "seven wild apples"}).status_code == 303
    assert not passwords.needs_new_hash(person.password_hash)
    assert passwords.fits(person.password_hash, "seven wild apples")
