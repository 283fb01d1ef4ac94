"""What of a text can be printed: control characters never, letters that the fonts lack by number, pictures by name."""

import re
import unicodedata

# What all three fonts of the PDF hold together, regular and bold: Latin, Greek, Cyrillic with the Kazakh letters,
# Armenian and Georgian, punctuation, currencies, arrows, mathematics. A test prints every one of them.
PRINTED: tuple[tuple[int, int], ...] = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x34E),
    (0x350, 0x377),
    (0x384, 0x38A),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),
    (0x531, 0x556),
    (0x559, 0x58A),
    (0x10D0, 0x10FF),
    (0x1D00, 0x1F15),
    (0x2000, 0x200A),
    (0x2010, 0x2027),
    (0x202F, 0x2037),
    (0x2039, 0x2040),
    (0x2074, 0x208E),
    (0x2090, 0x209C),
    (0x20A0, 0x20C0),
    (0x2103, 0x2103),
    (0x2113, 0x2113),
    (0x2116, 0x2117),
    (0x2122, 0x2122),
    (0x2126, 0x2126),
    (0x2153, 0x2184),
    (0x2190, 0x2220),
    (0x2222, 0x222D),
    (0x2234, 0x223D),
    (0x2241, 0x226B),
    (0x2308, 0x2315),
    (0x2460, 0x262F),
    (0x2638, 0x268B),
    (0x270C, 0x2727),
    (0x2798, 0x27AF),
)
# Line and paragraph separators, and what counts as the end of a line besides.
_LINES = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\t": " "})
# A number sign stays with its number.
_PARTED = re.compile(r"№[ \u00a0]?(?=\S)")
# Pictures, and what only colours the one before.
_PICTURES = (0x1F000, 0x1FAFF)
_COLOURS = (0x1F3FB, 0x1F3FF)
# Control, format (marks of direction, joiners, soft hyphens) and surrogate characters.
_NEVER = frozenset({"Cc", "Cf", "Cs"})


def plain(text: str) -> str:
    """The text in composed letters, without what neither shows nor may stand in XML; its line breaks are kept.

    A letter of somebody's own, such as the bullets that Word takes from its Symbol font, stands as its number,
    `[U+F0B7]`: what it means is known to one font only. One that is newer than our tables stays.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINES))
    composed = _PARTED.sub("№\u00a0", composed)
    if composed.isprintable():
        return composed
    return "".join(map(_plain, composed))


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter != "\n" and (category in _NEVER or _is_no_character(ord(letter))):
        return ""
    return f"[U+{ord(letter):04X}]" if category == "Co" else letter


def _is_no_character(code: int) -> bool:
    """Whether Unicode never gives it to any letter: it may stand in no XML."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def printed(text: str) -> str:
    """The same, with what the PDF's fonts lack told: a letter by its number, `[U+4E2D]`, a picture by its name.

    Nothing is lost or blank.
    """
    return "".join(_printed(each) for each in plain(text))


def _printed(letter: str) -> str:
    code = ord(letter)
    if letter == "\n" or any(first <= code <= last for first, last in PRINTED):
        return letter
    # A mark that only chooses how the letter before it is drawn.
    if 0xFE00 <= code <= 0xFE0F:
        return ""
    if _COLOURS[0] <= code <= _COLOURS[1]:
        return ""
    name = unicodedata.name(letter, "") if _PICTURES[0] <= code <= _PICTURES[1] else ""
    return f"[{name.lower()}]" if name else f"[U+{code:04X}]"
