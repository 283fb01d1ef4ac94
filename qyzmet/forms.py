"""Whatever a form is written with and filled by, by name; the modules beside this one hold it."""

from qyzmet.form import Form, add_error
from qyzmet.form_binding import bind_json, bind_post, errors_of, json_of, taken
from qyzmet.form_choices import Choice, Choices, Select, YesNo
from qyzmet.form_fields import Email, Link, NotTaken, Own, Text, TextArea, needed, optional
from qyzmet.form_instants import Date
from qyzmet.form_lists import Group, Rows, Texts
from qyzmet.form_numbers import Integer, Money, Number

__all__ = [
    "Choice",
    "Choices",
    "Date",
    "Email",
    "Form",
    "Group",
    "Integer",
    "Link",
    "Money",
    "NotTaken",
    "Number",
    "Own",
    "Rows",
    "Select",
    "Text",
    "TextArea",
    "Texts",
    "YesNo",
    "add_error",
    "bind_json",
    "bind_post",
    "errors_of",
    "json_of",
    "needed",
    "optional",
    "taken",
]
