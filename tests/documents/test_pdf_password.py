"""Whether a PDF opens without a password: told at once, for every way in which PDFs are encrypted."""

import io
from collections.abc import Callable

import pytest

from qyzmet import clock
from qyzmet.documents import pdf_password
from qyzmet.documents.pdf_password import needs_password

pytestmark = pytest.mark.once

RC4_40 = b"/V 1 /R 2"
RC4_128 = b"/V 2 /R 3 /Length 128"
AES_128 = b"/V 4 /R 4 /CF << /StdCF << /CFM /AESV2 /Length 16 >> >>"
AES_256_OLD = b"/V 5 /R 5"
AES_256 = b"/V 5 /R 6"
NONE = "00" * 48
# What the dictionary says, O, U and the file's first identifier, of blank pages that open without a password and with
# one; each may be changed under a password of its owner alone.
SAMPLES = [
    (
        RC4_40,
        "c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab",
        "393bd531187a2cffd7e5469a9b54f86190909199711b2709a71f99d940450843",
        "48ccb3d3fc133968c74dd54daf63fa4f",
        False,
    ),
    (
        RC4_40,
        "86fe045358b44c9644693f33c07cb54f587dce1e2682fe9ecea6107a1ef630dd",
        "fef773e1c3797394700d6c06f36521d6c34bbbc7947f4b340a5aea77837636a3",
        "8f856895d4c7aa15b87a2bea86b9eb83",
        True,
    ),
    (
        RC4_128,
        "566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5",
        "3d6192a1919eb683f88117208b41df7928bf4e5e4e758a4164004e56fffa0108",
        "0774bc9f24ce247bf3656df6c96f3b4e",
        False,
    ),
    (
        RC4_128,
        "19b58e48c92b6569e765906caf64e4429a4c20d6e996fdef963e9b5080f9e083",
        "32fd718861a9ec3da963fe7b1539434928bf4e5e4e758a4164004e56fffa0108",
        "57d095170cfbc51473394b3b565961ea",
        True,
    ),
    (
        AES_128,
        "566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5",
        "e1cee4eb4409ec5e31aa2b6583dd106728bf4e5e4e758a4164004e56fffa0108",
        "ca39dceadf4ab3b57ea47b1567780aeb",
        False,
    ),
    (
        AES_128,
        "19b58e48c92b6569e765906caf64e4429a4c20d6e996fdef963e9b5080f9e083",
        "07a084a7ef7fcdc8f02f7b7dec9fa3e528bf4e5e4e758a4164004e56fffa0108",
        "c22a87aa8c8702a3255951cf20a89a61",
        True,
    ),
    (
        AES_256_OLD,
        NONE,
        "2df177342e0d1b3ff33e2b3594a670560dc707a0456725b7cd2fbfea0be3d890b1d0bbc462009a8852cf133d919eaf37",
        "0538d595eb0601fd6d1e495d14b1b00e",
        False,
    ),
    (
        AES_256_OLD,
        NONE,
        "1f63a39c364c25c7e525f0e5a04dd4ad33ef06d2139f2f7ca791cd2f1eddbde125c7913c390337cc7d21fb01bb145d99",
        "ebfe18c98d346d9623e9a3c34511a9f8",
        True,
    ),
    (
        AES_256,
        NONE,
        "2c0332698fadd4831b602cf221fa59f58c00fb48467e5c49644c29f8ebd9aaf56125879b9b07415efe855288d1064e5d",
        "34c4222988c00a58943d327acb2b24a2",
        False,
    ),
    (
        AES_256,
        NONE,
        "081f9907bb7297afe77c1627eedfc6e63aad1f679fc4bf9fb230e4cea821f92ccdf41b3fb2014fef3582c971bb04fec5",
        "dff871ecca9f2ff74167d228876ae115",
        True,
    ),
]


def literal(digits: str) -> bytes:
    """The string as PDF writes it between brackets, with what must be escaped, and some in octal."""
    escapes = {0x28: rb"\(", 0x29: rb"\)", 0x5C: rb"\\", 0x0A: rb"\n", 0x0D: rb"\r", 0x07: rb"\007"}
    return b"(" + b"".join(escapes.get(byte, bytes([byte])) for byte in bytes.fromhex(digits)) + b")"


def angled(digits: str) -> bytes:
    """The string in hexadecimal."""
    return b"<" + digits.encode() + b">"


def locked(
    says: bytes,
    owner: str,
    user: str,
    identifier: str,
    write: Callable[[str], bytes] = angled,
    *,
    stream: bool = False,
    inline: bool = False,
) -> bytes:
    """A PDF with that dictionary, led to by a table or by a stream, as an object of its own or within."""
    encryption = b"<< %s /P -4 /Filter /Standard /O %s /U %s >>" % (says, write(owner), write(user))
    body = b"%PDF-1.7\n5 0 obj << >> endobj\n15 0 obj\n" + encryption + b"\nendobj\n"
    reference = encryption if inline else b"15 0 R"
    names = b"/Size 16 /ID [%s %s] /Encrypt %s" % (write(identifier), write(identifier), reference)
    if stream:
        end = b"16 0 obj << /Type /XRef /Length 4 %s >> stream\n\0\0\0\0\nendstream endobj\n" % names
    else:
        end = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< %s >>\n" % names
    return body + end + b"startxref\n%d\n%%%%EOF\n" % len(body)


@pytest.mark.parametrize(("says", "owner", "user", "identifier", "needed"), SAMPLES)
@pytest.mark.parametrize("write", [angled, literal])
@pytest.mark.parametrize("ways", [{}, {"stream": True}, {"inline": True}])
def test_a_password_is_needed_where_the_empty_one_does_not_open(says, owner, user, identifier, needed, write, ways):
    """Who may only not copy or change a PDF can read it: taken. What opens with a password alone is not."""
    content = locked(says, owner, user, identifier, write, **ways)
    assert needs_password(io.BytesIO(content)) is needed
    assert needs_password(io.BytesIO(b"\xef\xbb\xbf" + content)) is needed


@pytest.mark.slow
def test_what_cannot_be_made_out_is_no_reason_to_refuse():
    """Whatever is broken is judged without a fault, and a PDF that is not encrypted never needs a password."""
    for sample in SAMPLES:
        content = locked(*sample[:4])
        for cut in range(len(content)):
            needs_password(io.BytesIO(content[:cut] + content[cut + 7 :]))
        assert not needs_password(io.BytesIO(content[:-30]))
        assert not needs_password(io.BytesIO(content.replace(b"/Encrypt", b"/Decrypt")))


@pytest.mark.parametrize("piece_starts_at", range(-12, 13))
def test_an_object_is_found_wherever_pieces_end(piece_starts_at: int):
    """The last object of a number, also where the file is read in two pieces right there; 21 0 obj is not 1 0 obj."""
    wanted, after = b"\n1 0 obj << /Last >>", b"\n21 0 obj <<>>\n"
    rest = pdf_password._PIECE - len(wanted) - piece_starts_at
    text = b"1 0 obj << /First >>" + b" " * 2_000_000 + wanted + b" " * (rest - len(after)) + after
    assert pdf_password._object(io.BytesIO(text), b"1 0").lstrip().startswith(b"<< /Last")


def test_a_file_that_is_made_to_take_long_does_not(monkeypatch: pytest.MonkeyPatch):
    """A23: the search ends with its time, and what cannot be made out is no reason to refuse."""
    seconds = iter(range(0, 1000, 1))
    monkeypatch.setattr(clock, "elapsed", lambda: float(next(seconds)))
    assert pdf_password._object(io.BytesIO(b"2 0 obj" + b"x" * 10_000_000), b"2 0") == b""
    assert next(seconds) < 10
