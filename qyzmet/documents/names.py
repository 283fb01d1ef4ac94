"""File names as they are kept and shown: without folders, without characters that cannot be seen. Pure."""

import unicodedata

LONGEST = 255
LONGEST_EXTENSION = 10
_UNNAMED = "document"
# Windows, macOS or Linux would take these for something else than a part of a name.
_FORBIDDEN = '<>:"/\\|?*'


def cleaned(name: str) -> str:
    """The last part of a path, in NFC, without control and direction marks, of at most 255 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Cc control, Cf format (a right-to-left mark can make "fdp.exe" look like a PDF), Cs halves of characters.
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = "".join("_" if c in _FORBIDDEN else c for c in name).strip(" .")
    if len(name) <= LONGEST:
        return name or _UNNAMED
    stem, dot, end = name.rpartition(".")
    return f"{stem[: LONGEST - len(end) - 1]}.{end}" if dot and len(end) <= LONGEST_EXTENSION else name[:LONGEST]


def extension(name: str) -> str:
    """What stands after the last point, in lower case; "" where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
