"""Office documents, which are ZIPs: what they are, whether they carry macros or need a password. By what they say.

Names of parts mean nothing in OOXML (ECMA-376, part 2): the package's relations lead to the main part, and the list of
content types says what each part is. In ODF (OASIS OpenDocument 1.3, part 2) the part `mimetype` says it.
"""

import posixpath
import zipfile
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

MOST_PARTS = 10_000
# The lists of a document's parts are short; a longer one is no document's.
_MOST_OF_LIST = 4 * 1024 * 1024
_MOST_ELEMENTS = 3 * MOST_PARTS

_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_TYPES = "[Content_Types].xml"
_MAIN_RELATION = "/officedocument"
# In content types and in the relations of the main part, folded: VBA with its keys, and the macro sheets of Excel.
_MACRO_MARKS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
# LibreOffice lists its libraries in these even where there are none.
_EMPTY_LIBRARIES = ("script-lc.xml", "script-lb.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")

# Stands before each entry in a ZIP's directory.
_ENTRY = b"PK\x01\x02"
_OLDER_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1024 * 1024

BROKEN = (
    zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError, expat.ExpatError,
)  # fmt: skip


class NeedsPassword(Exception):
    """The document can be opened with a password alone."""


def is_locked(file: IO[bytes]) -> bool:
    """Whether this is what Office makes of a DOCX or XLSX with a password: an older container around the sealed one."""
    file.seek(0)
    kept = file.read(len(_OLDER_CONTAINER))
    if kept != _OLDER_CONTAINER:
        return False
    while piece := file.read(_PIECE):
        if _LOCKED_STREAM in kept + piece:
            return True
        kept = piece[-len(_LOCKED_STREAM) :]
    return False


def is_office(file: IO[bytes], extension: str, media_type: str) -> bool:
    """Whether a ZIP is that kind of document, and has no macros. Raises NeedsPassword."""
    # Counted before anything is made of them: a directory of a million entries takes seconds to read.
    if many_entries(file, MOST_PARTS):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.namelist()
            # Of two parts of one name one program reads the first and another the last.
            if len(set(parts)) != len(parts):
                return False
            if extension in _MAIN:
                return _is_ooxml(archive, parts, _MAIN[extension])
            return _is_odf(archive, parts, media_type)
    except BROKEN:
        return False


def many_entries(file: IO[bytes], most: int) -> bool:
    """Whether a file has more marks of a directory's entry than that."""
    file.seek(0)
    found, kept = 0, b""
    while piece := file.read(_PIECE):
        found += (kept + piece).count(_ENTRY)
        if found > most:
            return True
        kept = piece[-len(_ENTRY) + 1 :]
    return False


def _is_ooxml(archive: zipfile.ZipFile, parts: list[str], main_type: str) -> bool:
    by_extension: dict[str, str] = {}
    by_part: dict[str, str] = {}

    def note(name: str, values: dict[str, str]) -> None:
        if name == "Default":
            by_extension[values["Extension"].lower()] = values["ContentType"]
        elif name == "Override":
            by_part[values["PartName"].lower()] = values["ContentType"]

    _each_element(archive, _TYPES, note)
    main = _main_part(archive)
    said = by_part.get(main.lower(), by_extension.get(main.rpartition(".")[2].lower(), ""))
    if said.lower() != main_type or main.removeprefix("/") not in parts:
        return False
    types = [*by_extension.values(), *by_part.values(), *_relations_of(archive, parts, main), *parts]
    return not any(mark in text.lower() for mark in _MACRO_MARKS for text in types)


def _main_part(archive: zipfile.ZipFile) -> str:
    found: list[str] = []

    def note(name: str, values: dict[str, str]) -> None:
        if name == "Relationship" and values["Type"].lower().endswith(_MAIN_RELATION):
            found.append(posixpath.normpath(posixpath.join("/", values["Target"])))

    _each_element(archive, "_rels/.rels", note)
    (main,) = found
    return main


def _relations_of(archive: zipfile.ZipFile, parts: list[str], main: str) -> list[str]:
    folder, name = posixpath.split(main.removeprefix("/"))
    path, found = posixpath.join(folder, "_rels", f"{name}.rels"), list[str]()
    if path in parts:
        _each_element(archive, path, lambda name, values: found.append(values.get("Type", "")))
    return found


def _is_odf(archive: zipfile.ZipFile, parts: list[str], media_type: str) -> bool:
    with archive.open("mimetype") as said:
        if said.read(200).decode("ascii", "replace").strip() != media_type:
            return False
    listed: list[str] = []

    def note(name: str, values: dict[str, str]) -> None:
        if name == "encryption-data":
            raise NeedsPassword
        listed.append(values.get("full-path", ""))

    if "META-INF/manifest.xml" in parts:
        _each_element(archive, "META-INF/manifest.xml", note)
    return not any(_is_macro(part) for part in [*parts, *listed])


def _is_macro(part: str) -> bool:
    folded = part.lower().removeprefix("./").lstrip("/")
    return folded.startswith(_MACRO_FOLDERS) and not folded.endswith(("/", *_EMPTY_LIBRARIES))


def _each_element(archive: zipfile.ZipFile, part: str, note: Callable[[str, dict[str, str]], None]) -> None:
    """Tell of each element of a part its name and attributes, without namespaces. A document type is refused."""

    told = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal told
        told += 1
        if told > _MOST_ELEMENTS:
            raise ValueError("a list of parts is not as long")
        note(_local(name), {_local(key): value for key, value in attributes.items()})

    def refuse(*_of: object) -> None:
        raise ValueError("a list of parts has no document type")

    with archive.open(part) as file:
        content = file.read(_MOST_OF_LIST + 1)
    if len(content) > _MOST_OF_LIST:
        raise ValueError("a list of parts is not as long")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, refuse
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
