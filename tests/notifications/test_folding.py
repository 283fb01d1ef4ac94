"""What people read in the headers of an e-mail comes back as it was (RFC 2047, RFC 5322)."""

import email
import email.header
import email.policy
import email.utils
import re
from email.headerregistry import Address
from functools import cache

import pytest
from babel.messages import pofile
from hypothesis import example, given
from hypothesis import strategies as st

from qyzmet import clock, mail_address
from qyzmet.files import paths
from qyzmet.notifications.transports import Letter, compose

pytestmark = pytest.mark.once

SENDER = Address("", "no-reply", "qyzmet.kz")
# One line of whatever can be typed; controls are taken out before.
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
NAMED = "«Қызмет», АО <no-reply@qyzmet.kz>"


def sent(subject: str, sender: Address = SENDER) -> bytes:
    """The headers of an e-mail as they go to the server."""
    letter = Letter("<1@qyzmet>", "head@example.kz", subject, "Мәтін\n", "kk", clock.at(clock.today()))
    return compose(letter, sender).as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def read_by_both_readers(raw: bytes, header: str) -> tuple[str, str]:
    """The header as the old and as the new reader of the standard library understands it."""
    old = str(email.header.make_header(email.header.decode_header(email.message_from_bytes(raw)[header])))
    return old, str(email.message_from_bytes(raw, policy=email.policy.default)[header])


@cache
def own_texts() -> list[str]:
    """Every text of the product on one line, in three languages: subjects are made of them."""
    found = set()
    for language in ("kk", "ru"):
        for path in sorted((paths.TRANSLATIONS / language).glob("*.po")):
            with path.open("rb") as file:
                messages = list(pofile.read_po(file))
            for message in messages:
                for text in (message.id, message.string):
                    found.update([text] if isinstance(text, str) else text)
    return sorted(" ".join(text.split()) for text in found if text)


@pytest.mark.slow
@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.soak)])
def test_the_product_s_own_subjects_come_back(every: int):
    """Each text that we have, in three languages, alone and behind a number and a state, reads back to the letter.

    All thirteen thousand in the long tests, here every tenth.
    """
    texts = own_texts()
    assert len(texts) > 3000
    for number, text in enumerate(texts[::every]):
        for subject in (text, f"{'Т' * (number % 9)}-2026-000002, просрочено: {text}"):
            assert read_by_both_readers(sent(subject), "Subject") == (subject, subject)


@given(LINES.filter(lambda text: text == text.strip() and text.isprintable()))
@example("Р-2026-000001, просрочено: Дать заключение по заявке «Учёт древесных насаждений на территории парков»")
@example("a" * 300)
@example("word " * 80 + "end")
@example("=?utf-8?q?a?= =?utf-8?q?b?=")
@example("two  spaces and a\u00a0space that does not break")
@example("🇰🇿 " * 40 + "и\u0306")
def test_any_subject_comes_back(subject: str):
    """Whatever stands on one line reads back unchanged, is ASCII on the way, and no line is too long."""
    raw = sent(subject)
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == subject
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 76
    assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?b\?[^?]*\?=", raw))


@given(LINES)
@example("АО «Қызмет», отдел по работе с информационно-коммуникационными услугами государственных органов")
@example('A "quoted", name')
def test_any_name_of_the_sender_comes_back(name: str):
    """The sender's name is written like a subject, and the address behind it stays whole."""
    raw = sent("x", Address(name, "no-reply", "qyzmet.kz"))
    (found,) = email.message_from_bytes(raw, policy=email.policy.default)["From"].addresses
    assert found.addr_spec == "no-reply@qyzmet.kz"
    # The standard library's newer reader adds spaces within names; the older one reads as RFC 2047 says.
    written, address = email.utils.parseaddr(email.message_from_bytes(raw)["From"])
    assert address == "no-reply@qyzmet.kz"
    assert str(email.header.make_header(email.header.decode_header(written))) == name
    assert raw.isascii()


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("qyzmet@localhost", "", "qyzmet@localhost"),
        (NAMED, "«Қызмет», АО", "no-reply@qyzmet.kz"),
        ('"Qyzmet, JSC" <a.b+c@example.kz>', "Qyzmet, JSC", "a.b+c@example.kz"),
        (r'"The \"one\"" <a@example.kz>', 'The "one"', "a@example.kz"),
        (" Қызмет<a@почта.қаз> ", "Қызмет", "a@xn--80a1acny.xn--80ao21a"),
        ("<a@example.kz>", "", "a@example.kz"),
    ],
)
def test_an_address_is_understood_with_and_without_its_name(text: str, name: str, address: str):
    """A name needs no quotes, whatever is in it, and a domain outside ASCII is written in punycode."""
    found = mail_address.read(text)
    assert (found.display_name, found.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "text",
    ["", "nobody", "@example.kz", "a@", "қызмет@example.kz", "a b@example.kz", "a@b@c.kz", "a@-b.kz", "a@b..kz",
     "a@b c", "A <a@b.kz> <c@d.kz>", "A <a@b.kz", "a@b.kz, c@d.kz", "a@b.kz\r\nBcc: c@d.kz",
     "a..b@c.kz", "a" * 65 + "@b.kz"],
)  # fmt: skip
def test_what_no_server_takes_is_no_address(text: str):
    """A local part outside ASCII, several addresses, spaces, line ends and broken domains are refused."""
    with pytest.raises(ValueError, match=r"\w"):
        mail_address.read(text)
