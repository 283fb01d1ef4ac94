"""Every text that people see exists in Kazakh and in Russian."""

import pytest

from qyzmet.translations import build, texts

pytestmark = pytest.mark.once


def test_every_text_is_translated():
    """Nothing is missing, fuzzy, empty, short of a plural form, with other placeholders, or no longer used."""
    assert build.check() == []


def test_texts_are_found_in_python_and_in_templates():
    """The collection sees both, singular and plural, and knows the file of each."""
    found = texts.collect()
    assert found[None, "due today"].place.startswith("qyzmet/web/formats.py:")
    assert found[None, "Skip to main content"].place.startswith("templates/layout/base.html:")
    assert found[None, "%(num)s working day left"].plural == "%(num)s working days left"


def fragment(folder, language, name, body):
    """Write one fragment."""
    path = folder / language / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
    return path


def test_two_fragments_may_not_translate_one_text_differently(tmp_path):
    """The error names both files and the text."""
    fragment(tmp_path, "kk", "one", 'msgid "Save"\nmsgstr "Сақтау"\n')
    fragment(tmp_path, "kk", "two", 'msgid "Save"\nmsgstr "Құтқару"\n')
    with pytest.raises(build.TranslationError, match=r"one\.po and .*two\.po translate 'Save' differently"):
        build.merge("kk", tmp_path)


def test_the_same_text_in_another_context_is_another_text(tmp_path):
    """A context keeps two meanings of one English word apart."""
    fragment(tmp_path, "kk", "one", 'msgctxt "file"\nmsgid "Save"\nmsgstr "Сақтау"\n')
    fragment(tmp_path, "kk", "two", 'msgid "Save"\nmsgstr "Құтқару"\n')
    assert len(build.merge("kk", tmp_path).messages) == 2


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "missing"),
        ('msgid "due today"\nmsgstr ""\n', "empty"),
        ('#, fuzzy\nmsgid "due today"\nmsgstr "срок сегодня"\n', "fuzzy"),
        ('msgid "nobody asks"\nmsgstr "никто"\n', "no longer used"),
        ('msgid "until %(day)s"\nmsgstr "до %(date)s"\n', "placeholders"),
        ('msgid "%(num)s working day left"\nmsgstr "остался %(num)s рабочий день"\n', "no plural forms"),
        (
            'msgid "%(num)s working day left"\nmsgid_plural "%(num)s working days left"\n'
            'msgstr[0] "остался %(num)s рабочий день"\nmsgstr[1] "осталось %(num)s рабочих дня"\n',
            "empty",
        ),
    ],
)
def test_the_check_names_what_is_wrong(tmp_path, body, fault):
    """Each kind of incomplete translation is reported for its language."""
    fragment(tmp_path, "ru", "area", body)
    assert any(problem.startswith(f"ru: {fault}") for problem in build.check(tmp_path))


def test_a_fragment_needs_no_header_and_may_have_one(tmp_path):
    """The plural rule is the language's own, whatever the fragment says; a long first text is no header."""
    plural = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n'
    fragment(tmp_path, "ru", "bare", 'msgid ""\n"long "\n"text"\nmsgstr "текст"\n\n' + plural)
    fragment(
        tmp_path,
        "ru",
        "headed",
        '# A note.\nmsgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n' + plural,
    )
    merged = build.merge("ru", tmp_path)
    assert set(merged.messages) == {(None, "long text"), (None, "%(n)s day")}
    assert merged.messages[None, "%(n)s day"].string == ("a", "b", "c")


def test_a_broken_fragment_is_named(tmp_path):
    """A file that cannot be read is an error with its name, not a silent hole."""
    path = fragment(tmp_path, "kk", "broken", 'msgid "a"\nmsgstr "b\nwhat is this\n')
    with pytest.raises(build.TranslationError, match="broken"):
        build.merge("kk", tmp_path)
    path.write_bytes(b'msgid "a"\nmsgstr "\xff"\n')
    with pytest.raises(build.TranslationError, match="broken"):
        build.merge("kk", tmp_path)


def test_all_languages_are_compiled(tmp_path):
    """Each language gets its file, also where no fragment is there yet."""
    fragment(tmp_path, "kk", "one", 'msgid "Save"\nmsgstr "Сақтау"\n')
    assert build.compile_all(tmp_path) == {"kk": 1, "ru": 0}
    assert (tmp_path / "ru" / "LC_MESSAGES" / "messages.mo").is_file()
