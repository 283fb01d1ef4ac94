"""What counts as a text, and how it is kept: forms, the API, commands and imports all ask here. Pure.

A text leaves ink: it holds at least one letter, digit, sign or symbol that can be seen. It is kept as it was typed, in
NFC, less what does nothing: format characters (soft hyphens, zero-width spaces, marks of direction, which could show a
text in another order than it is kept in), and what stands blank around it.
"""

import re
import unicodedata

# Letters and symbols by their category, blank to the eye: fillers of Hangul, the braille pattern without dots, the null
# notehead, what stands for a picture that is not there, and the blanks of Egyptian writing.
BLANK_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159\U00013441\U00013442")
# Format characters that are drawn: Arabic and Kaithi signs that stand around a number.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_NEVER_SHOWN = ((0x2065, 0x2065), (0xFDD0, 0xFDEF), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF))
_JOINERS = frozenset("\u200c\u200d")
# Between these a joiner changes what is drawn: pictures put together, and letters of scripts without capitals.
_JOINED_BEFORE = frozenset({"So", "Sk", "Lo", "Mn", "Mc", "Cn"})
_JOINED_AFTER = frozenset({"So", "Lo", "Cn"})
_SEPARATORS = re.compile("\r\n?|[\u2028\u2029]")


class ControlCharacters(ValueError):
    """A text holds control characters, or halves of characters, which nobody types on purpose."""


def leaves_ink(text: str) -> bool:
    """Whether anything of a text can be seen: a letter, a digit, a sign or a symbol that is not blank."""
    return any(_leaves_ink(each) for each in text)


def _leaves_ink(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category == "Cn":
        # A letter that is newer than this Python's table; a few code points never become one, or never show.
        code = ord(letter)
        return code & 0xFFFE != 0xFFFE and not any(first <= code <= last for first, last in _NEVER_SHOWN)
    return category[0] in "LNPS" and letter not in BLANK_LOOKING


def without_marks(text: str) -> str:
    """The text without format characters that do nothing where they stand."""
    if text.isascii():
        return text
    return "".join(each for at, each in enumerate(text) if not _does_nothing(text, at))


def _does_nothing(text: str, at: int) -> bool:
    letter = text[at]
    if unicodedata.category(letter) != "Cf" or letter in _DRAWN:
        return False
    return not (
        letter in _JOINERS
        and 0 < at < len(text) - 1
        and unicodedata.category(text[at - 1]) in _JOINED_BEFORE
        and unicodedata.category(text[at + 1]) in _JOINED_AFTER
    )


def kept(text: str, *, lines: bool) -> str:
    """A text as it is kept: "" where it leaves no ink; separators of lines and paragraphs are line ends.

    In a text of one line these are spaces. Raises ControlCharacters, for a line end too unless it has `lines`.
    """
    if text.isprintable():
        # Most often: then there are neither separators nor marks nor control characters to look for.
        text = _stripped(unicodedata.normalize("NFC", text))
        return text if leaves_ink(text) else ""
    separated = _SEPARATORS.sub(lambda found: "\n" if lines or found[0][0] == "\r" else " ", text)
    text = _stripped(unicodedata.normalize("NFC", without_marks(separated)))
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in allowed for each in text):
        raise ControlCharacters
    return text if leaves_ink(text) else ""


def _stripped(text: str) -> str:
    first, last = 0, len(text)
    while first < last and _is_blank(text[first]):
        first += 1
    while first < last and _is_blank(text[last - 1]):
        last -= 1
    return text[first:last]


def _is_blank(letter: str) -> bool:
    return letter.isspace() or letter in BLANK_LOOKING


def digits(text: str) -> str:
    """A number as it is read: without what people and programs put around and between its digits."""
    return "".join(without_marks(text).split())
