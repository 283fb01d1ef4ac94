"""What kind of file it is: told by its content; the name must say the same."""

import zipfile
from dataclasses import dataclass
from threading import Lock
from typing import IO

# It brings the library that `magic` loads, so it must come first.
import pylibmagic  # isort: skip
import magic  # isort: skip

from flask_babel import gettext as _

from qyzmet.documents.names import extension

__all__ = ["ACCEPTED", "NotAccepted", "media_type", "pylibmagic"]


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted: its media type, its extensions, and how its content shows."""

    media_type: str
    extensions: tuple[str, ...]
    starts: tuple[bytes, ...]


ACCEPTED = (
    Kind("application/pdf", ("pdf",), (b"%PDF-",)),
    Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), (b"PK\x03\x04",)),
    Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), (b"PK\x03\x04",)),
    Kind("application/vnd.oasis.opendocument.text", ("odt",), (b"PK\x03\x04",)),
    Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), (b"PK\x03\x04",)),
    Kind("image/png", ("png",), (b"\x89PNG\r\n\x1a\n",)),
    Kind("image/jpeg", ("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    Kind("image/tiff", ("tif", "tiff"), (b"II*\x00", b"MM\x00*")),
)
_BY_EXTENSION = {name: kind for kind in ACCEPTED for name in kind.extensions}
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MOST_PARTS = 10_000

_magic: magic.Magic | None = None
_making = Lock()


class NotAccepted(Exception):
    """The file is not of a kind that is taken; `detail` says what is, translated."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def names_of_accepted() -> str:
    """The kinds that are taken, for people."""
    return ", ".join(kind.extensions[0].upper() for kind in ACCEPTED)


def media_type(file: IO[bytes], name: str) -> str:
    """The media type of a file, which can be sought in and is left wherever it was read last.

    Raises NotAccepted where name and content are not of one accepted kind.
    """
    kind = _BY_EXTENSION.get(extension(name))
    if kind is None:
        raise NotAccepted(_("Files of this kind are not taken. Send one of: %(kinds)s.", kinds=names_of_accepted()))
    file.seek(0)
    head = file.read(8192)
    if not head:
        raise NotAccepted(_("The file is empty."))
    good = head.startswith(kind.starts)
    if good and kind.starts == (b"PK\x03\x04",):
        good = _is_office(file, kind)
    elif good:
        good = _told_by_magic(head) == kind.media_type
    if not good:
        raise NotAccepted(
            _(
                "The content of the file is not what its name says (%(extension)s). "
                "Save it anew in one of these kinds: %(kinds)s.",
                extension=extension(name).upper(),
                kinds=names_of_accepted(),
            )
        )
    return kind.media_type


def _told_by_magic(head: bytes) -> str:
    global _magic
    with _making:
        if _magic is None:
            _magic = magic.Magic(mime=True)
        return str(_magic.from_buffer(head))


def _is_office(file: IO[bytes], kind: Kind) -> bool:
    """Whether a ZIP holds the parts of that kind of document, and no macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
            if len(parts) > _MOST_PARTS or any(part.lower().endswith("vbaproject.bin") for part in parts):
                return False
            wanted = _OFFICE_PARTS.get(kind.extensions[0])
            if wanted is not None:
                return wanted in parts and "[Content_Types].xml" in parts
            with archive.open("mimetype") as said:
                return said.read(200).decode("ascii", "replace").strip() == kind.media_type
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return False
