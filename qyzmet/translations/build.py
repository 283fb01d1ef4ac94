"""Merges the translation fragments and compiles them: `python -m qyzmet.translations.build`.

Every area writes `<language>/<area>.po`; together they become `<language>/LC_MESSAGES/messages.mo`, which git ignores
and the wheel holds. With `--check` nothing is written: all texts of the project are collected and each language is
compared with them. English is the msgid itself.
"""

import argparse
import re
import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from qyzmet.files import paths
from qyzmet.translations import texts

PLURALS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
# The header is the entry with an empty id, whose translation follows at once; a long id has a line of text between.
_HEADER = re.compile(r'(?:^#[^\n]*\n)*^msgid ""\nmsgstr[^\n]*\n(?:"[^\n]*\n)*', re.MULTILINE)
Key = tuple[str | None, str]


class TranslationError(ValueError):
    """Fragments that cannot be merged; the message names the files."""


@dataclass
class Merged:
    """The texts of one language and the fragment that each came from."""

    language: str
    messages: dict[Key, Message] = field(default_factory=dict)
    source: dict[Key, Path] = field(default_factory=dict)

    @property
    def forms(self) -> int:
        """How many plural forms the language has."""
        return int(PLURALS[self.language].split(";")[0].split("=")[1])


def key_of(message: Message) -> Key:
    """What identifies a text: its context and its id; a plural goes by its singular, as gettext has it."""
    identity = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or None, identity)


def merge(language: str, folder: Path = paths.TRANSLATIONS) -> Merged:
    """All fragments of a language as one.

    Raises TranslationError when a file cannot be read, or when two translate one id differently.
    """
    merged = Merged(language)
    for path in sorted((folder / language).glob("*.po")):
        try:
            # The header of a fragment may say nothing of plurals: the language's own rule holds for all of them.
            catalog = read_po(BytesIO(_with_plurals(path, language)), locale=language, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError, ValueError) as error:
            raise TranslationError(f"{path}: {error}") from error
        for message in catalog:
            if not message.id:
                continue
            key = key_of(message)
            known = merged.messages.get(key)
            if known is not None and not _same(known, message):
                raise TranslationError(
                    f"{merged.source[key]} and {path} translate {key[1]!r} differently: "
                    f"{known.string!r}, {message.string!r}"
                )
            # A plural knows the singular of the same words too, so it is the one to keep.
            if known is None or (message.pluralizable and not known.pluralizable):
                merged.messages[key], merged.source[key] = message, path
    return merged


def _with_plurals(path: Path, language: str) -> bytes:
    """A fragment behind a header with the language's plural rule; a header of its own is left out."""
    text = path.read_text(encoding="utf-8")
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    return (header + _HEADER.sub("", text.lstrip("\ufeff").replace("\r\n", "\n"), count=1)).encode()


def _same(one: Message, other: Message) -> bool:
    if one.pluralizable == other.pluralizable:
        return bool(one.string == other.string)
    plural, single = (one, other) if one.pluralizable else (other, one)
    return single.string in (plural.string or ())


def catalog_of(merged: Merged) -> Catalog:
    """The merged texts with the language's header."""
    catalog = Catalog(locale=merged.language, project="Qyzmet", charset="utf-8", fuzzy=False)
    for (context, _), message in sorted(merged.messages.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        catalog.add(message.id, message.string, context=context, flags=message.flags)
    return catalog


def compile_all(folder: Path = paths.TRANSLATIONS) -> dict[str, int]:
    """Write each language's compiled file; says how many texts each holds. Raises TranslationError."""
    counts = {}
    for language in PLURALS:
        merged = merge(language, folder)
        catalog = catalog_of(merged)
        expected = PLURALS[language].rstrip(";").split("; ")[0]
        if not catalog.plural_forms.startswith(expected):
            raise TranslationError(f"Babel's plural rule for {language} has changed: {catalog.plural_forms}")
        target = folder / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved: a running application never reads half a file.
        partial = target.with_suffix(".partial")
        with partial.open("wb") as file:
            write_mo(file, catalog)
        partial.replace(target)
        counts[language] = len(merged.messages)
    return counts


def check(folder: Path = paths.TRANSLATIONS) -> list[str]:
    """What is wrong with the translations, one line each, nothing when they are complete. Raises TranslationError."""
    used = texts.collect()
    problems = []
    for language in PLURALS:
        merged = merge(language, folder)
        for key, text in sorted(used.items(), key=lambda item: (item[0][1], item[0][0] or "")):
            message = merged.messages.get(key)
            if message is None:
                problems.append(f"{language}: missing: {key[1]!r} ({text.place})")
            else:
                where = f"{merged.source[key].name}: {key[1]!r}"
                problems += [f"{language}: {what}: {where}" for what in _faults(message, text, merged.forms)]
        for key in sorted(merged.messages.keys() - used.keys(), key=lambda item: (item[1], item[0] or "")):
            problems.append(f"{language}: no longer used: {merged.source[key].name}: {key[1]!r}")
    return problems


def _faults(message: Message, text: texts.Text, forms: int) -> list[str]:
    """What is wrong with one translation."""
    faults = []
    if message.fuzzy:
        faults.append("fuzzy")
    if text.plural is not None and not message.pluralizable:
        return [*faults, "no plural forms"]
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    if not all(string and string.strip() for string in strings):
        return [*faults, "empty"]
    if message.pluralizable and len(strings) != forms:
        faults.append(f"{len(strings)} plural forms where the language has {forms}")
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = set().union(*(texts.placeholders(identity) for identity in ids))
    for string in strings:
        found = texts.placeholders(string or "")
        # One form of a plural may say "one day" without the number.
        if found != wanted and not (message.pluralizable and found == wanted - {"num"}):
            faults.append(f"placeholders {sorted(found)} where the text has {sorted(wanted)}")
    return faults


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when all is well, 1 with the reasons on stderr."""
    parser = argparse.ArgumentParser(prog="python -m qyzmet.translations.build", description="Compile translations.")
    parser.add_argument("--check", action="store_true", help="compare with the texts of the project, write nothing")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.check:
            problems = check()
            sys.stderr.writelines(f"{problem}\n" for problem in problems)
            return 1 if problems else 0
        for language, count in compile_all().items():
            sys.stdout.write(f"{language}: {count} texts\n")
    except TranslationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
