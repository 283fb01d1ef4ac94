"""What kind of file it is: told by its content; the name must say the same."""

import re
from dataclasses import dataclass
from threading import Lock
from typing import IO

# It brings the library that `magic` loads, so it must come first.
import pylibmagic  # isort: skip
import magic  # isort: skip

from qyzmet.documents import archives, packages, pdf_password, signed
from qyzmet.documents.names import extension
from qyzmet.translating import gettext as _

__all__ = ["ACCEPTED", "NotAccepted", "media_type", "pylibmagic"]


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted: its media type, its extensions, and how its content shows."""

    media_type: str
    extensions: tuple[str, ...]
    starts: tuple[bytes, ...]
    # An archive, which is taken as source code alone.
    archive: bool = False


_ZIP = (b"PK\x03\x04",)

ACCEPTED = (
    Kind("application/pdf", ("pdf",), (b"%PDF-",)),
    Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), _ZIP),
    Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), _ZIP),
    Kind("application/vnd.oasis.opendocument.text", ("odt",), _ZIP),
    Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), _ZIP),
    Kind("image/png", ("png",), (b"\x89PNG\r\n\x1a\n",)),
    Kind("image/jpeg", ("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    Kind("image/tiff", ("tif", "tiff"), (b"II*\x00", b"MM\x00*")),
    # In DER, or in Base64 with its lines around it or without.
    Kind("application/pkcs7-signature", ("p7s",), (b"\x30", b"-----BEGIN ", b"MI")),
    Kind("application/cms", ("cms",), (b"\x30", b"-----BEGIN ", b"MI")),
)
# ¶ 87-1, 103-1: what source code comes in.
ARCHIVES = (
    Kind("application/zip", ("zip",), _ZIP, archive=True),
    Kind("application/x-tar", ("tar",), (b"",), archive=True),
    Kind("application/gzip", ("tgz", "gz"), (b"\x1f\x8b\x08",), archive=True),
)
_BY_EXTENSION = {name: kind for kind in (*ACCEPTED, *ARCHIVES) for name in kind.extensions}
_SIGNED = ("application/pkcs7-signature", "application/cms")
# Readers of PDF take its beginning within the first 1,024 bytes; what stands before may be blank alone.
_BLANK_BEFORE_PDF = re.compile(rb"(\xef\xbb\xbf)?[\x00\t\n\f\r ]{0,1016}(?=%PDF-)")

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


def is_archive(media_type: str) -> bool:
    """Whether files of that media type are taken as source code alone."""
    return any(kind.media_type == media_type for kind in ARCHIVES)


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
    if kind.media_type == "application/pdf" and (blank := _BLANK_BEFORE_PDF.match(head)):
        head = head[blank.end() :]
    good = head.startswith(kind.starts)
    if kind.archive:
        return _archive(file, kind, good)
    if good and kind.starts == _ZIP:
        try:
            good = packages.is_office(file, kind.extensions[0], kind.media_type)
        except packages.NeedsPassword:
            raise NotAccepted(_needs_password()) from None
    elif kind.starts == _ZIP and packages.is_locked(file):
        raise NotAccepted(_needs_password())
    elif good and kind.media_type in _SIGNED:
        good = signed.is_signed(file)
    elif good:
        good = _told_by_magic(head) == kind.media_type
    if good and kind.media_type == "application/pdf" and pdf_password.needs_password(file):
        raise NotAccepted(_needs_password())
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


def _archive(file: IO[bytes], kind: Kind, good: bool) -> str:
    try:
        if good and (archives.is_zip if kind.starts == _ZIP else archives.is_tar)(file):
            return kind.media_type
    except packages.NeedsPassword:
        raise NotAccepted(_needs_password()) from None
    raise NotAccepted(
        _(
            "This is no archive of source code: a ZIP, TAR or TAR.GZ is taken with files and folders of different "
            "names in it, without links, of at most %(files)s files and 1 GB unpacked (512 MB in a TAR.GZ).",
            files=f"{archives.MOST_FILES}",
        )
    )


def _told_by_magic(head: bytes) -> str:
    global _magic
    with _making:
        if _magic is None:
            _magic = magic.Magic(mime=True)
        return str(_magic.from_buffer(head))


def _needs_password() -> str:
    return _(
        "The file can be opened with a password alone, and those who have to read it would not have it. "
        "Save it without a password and send it again."
    )
