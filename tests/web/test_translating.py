"""Texts in the current language: found once, and forgotten when the language changes."""

import datetime as dt

from flask import Flask
from flask_babel import force_locale, refresh
from flask_babel import gettext as of_the_library

from qyzmet import translating
from qyzmet.web import formats


def test_texts_follow_the_language(app: Flask):
    """Within `force_locale`, in one within another, after it and after `refresh` texts are those of the language."""
    with app.test_request_context():
        assert translating.gettext("Tenders") == of_the_library("Tenders") == "Конкурстар"
        with force_locale("ru"):
            assert (translating.gettext("Tenders"), translating.language()) == ("Конкурсы", "ru")
            with force_locale("en"):
                assert (translating.gettext("Tenders"), translating.language()) == ("Tenders", "en")
            assert (translating.gettext("Tenders"), translating.language()) == ("Конкурсы", "ru")
        assert (translating.gettext("Tenders"), translating.language()) == ("Конкурстар", "kk")
        refresh()
        assert translating.gettext("Tenders") == "Конкурстар"


def test_values_are_put_in_and_numbers_have_their_form(app: Flask):
    """As `flask_babel` does it, lazily too; a percent sign stays where no value is given."""
    one, many = "%(num)s working day", "%(num)s working days"
    with app.test_request_context():
        lazy = translating.lazy_gettext("until %(day)s, %(time)s", day="5", time="24:00")
        for code, said in (("ru", ["1 рабочий день", "2 рабочих дня", "5 рабочих дней"]), ("en", ["1 working day"])):
            with force_locale(code):
                assert [translating.ngettext(one, many, num) for num in (1, 2, 5)][: len(said)] == said
                assert str(translating.lazy_ngettext(one, many, 1)) == said[0]
                assert str(lazy) == of_the_library("until %(day)s, %(time)s", day="5", time="24:00")
        assert translating.gettext("100 % of nothing") == "100 % of nothing"


def test_a_sentence_has_one_full_stop(app: Flask):
    """A Russian date ends in «г.», initials and what people write in a full stop: the sentence adds no second one."""
    pattern = "Until %(day)s. Agreed: %(name)s."
    with app.test_request_context(), force_locale("ru"):
        day = formats.date(dt.date(2026, 3, 5), "ru")
        assert translating.gettext(pattern, day=day, name="Аманова Г. С.") == f"Until {day} Agreed: Аманова Г. С."
        assert translating.gettext(pattern, day="5", name="«Мұра»") == "Until 5. Agreed: «Мұра»."
        assert str(translating.lazy_gettext("Until %(day)s.", day=day)) == f"Until {day}"
        assert translating.ngettext("%(num)s by %(day)s.", "%(num)s by %(day)s.", 3, day=day) == f"3 by {day}"
        assert translating.gettext("Wait %(day)s...", day=day) == f"Wait {day}..."


def test_a_counted_number_has_its_thousands_apart(app: Flask):
    """As the language writes numbers, where a text counts something."""
    one, many = "Write at most %(num)s character", "Write at most %(num)s characters"
    with app.test_request_context():
        for code, number in (("kk", "10\u00a0000"), ("ru", "10\u00a0000"), ("en", "10,000")):
            with force_locale(code):
                assert number in translating.ngettext(one, many, 10_000)


def test_outside_of_the_application_texts_stand_as_they_are():
    """A command without one, and what is imported before there is one."""
    assert translating.gettext("Tenders") == "Tenders"
    assert translating.language() is None
