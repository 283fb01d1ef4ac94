"""Every text that people see exists in Kazakh and in Russian."""

import ast
from functools import cache

import pytest

from qyzmet.translations import build, texts

pytestmark = pytest.mark.once


@pytest.mark.slow
def test_every_text_is_translated():
    """Nothing is missing, fuzzy, empty, short of a plural form, with other placeholders, or no longer used."""
    assert build.check() == []


def test_texts_are_found_in_python_and_in_templates():
    """The collection sees both, singular and plural, and knows the file of each."""
    found = texts.collect()
    assert found[None, "due today"].place.startswith("qyzmet/web/formats.py:")
    assert found[None, "Skip to main content"].place.startswith("templates/layout/base.html:")
    assert found[None, "%(num)s working day left"].plural == "%(num)s working days left"


ASKED_FOR = {*texts.KEYWORDS, "N_"}


def asked_for(source: str) -> list[str | None]:
    """The texts that a Python source asks for, also within f-strings; None for one that is put together."""
    found: list[str | None] = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        text = call.args[1 if name.endswith(("pgettext", "_p")) and len(call.args) > 1 else 0]
        if name in ASKED_FOR and isinstance(text, ast.JoinedStr | ast.BinOp):
            found.append(None)
        elif name in ASKED_FOR and isinstance(text, ast.Constant) and isinstance(text.value, str):
            found.append(text.value)
    return found


@pytest.mark.slow
def test_no_text_is_asked_for_that_the_collection_does_not_see():
    """Before Python 3.12 the collection does not look into an f-string: such a text would stay English everywhere."""
    known = {text for _, text in texts.collect()}
    missed = [
        (path.name, text)
        for method, path in texts.files()
        if method == "python"
        for text in asked_for(path.read_text(encoding="utf-8"))
        if text not in known
    ]
    assert missed == []


def test_a_text_within_an_f_string_is_seen_by_the_test_above():
    """A call in an f-string asks like any other; a text that is put together cannot be translated at all."""
    assert asked_for("said = f\"{number}, {_('version %(number)s', number=1)}\"") == ["version %(number)s"]
    assert asked_for("_(f'version {number}')") == [None]
    assert asked_for("pgettext('file', 'Save')") == ["Save"]


@cache
def said(language: str) -> dict[build.Key, tuple[str, ...]]:
    """What stands in a language for each text, in each of its plural forms; read once for all words."""
    return {
        key: message.string if isinstance(message.string, tuple) else (message.string,)
        for key, message in build.merge(language).messages.items()
    }


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("kk", "ішкі қағида", "ішкі тәртіп"),
        ("ru", "внутреннее правило", "внутренний порядок"),
        ("ru", "внутреннему правилу", "внутренний порядок"),
        ("kk", "ресми кемшілі", "нысандық кемшілік"),
        ("kk", "жалған", "дәйексіз мәліметтер"),
        ("ru", "ложны", "недостоверные сведения"),
        ("kk", "түпкілікті шешім", "соттың заңды күшіне енген шешімі"),
        ("ru", "окончательное решение", "вступившее в законную силу решение суда"),
        ("kk", "шеттет", "өздігінен бас тарту"),
        ("kk", "тасымалдаушы", "электрондық жеткізгіш"),
        ("kk", "құруға тапсырыс", "құруды ұйымдастыру қажеттілігі туралы хабарлама"),
        ("ru", "поручение о создании", "уведомление о необходимости организации создания"),
        ("kk", "жалдау", "жалға алу"),
        ("ru", "ранжир", "рейтинг"),
        ("kk", "¶", "49-тармақ"),
        ("ru", "¶", "п. 49"),
    ],
)
def test_words_that_say_something_else_stay_out(language, wrong, right):
    """docs/words.md has one word for a notion; in these, found beside it, a lawyer reads something else."""
    found = {key for key, forms in said(language).items() if any(wrong in form.lower() for form in forms)}
    assert found == set(), right


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
        ('msgid "in the list since %(day)s"\nmsgstr "в перечне с %(date)s"\n', "placeholders"),
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
