"""`/check`: the page on which anybody has a paper, a manifest or a signature verified. Nothing is kept."""

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import MultipleFileField

from qyzmet import context
from qyzmet.documents import upload_limit
from qyzmet.forms.form import Form
from qyzmet.people.accounts import throttling
from qyzmet.signatures.check import findings, papers, uploaded
from qyzmet.signatures.check.uploaded import File
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web import received_files

blueprint = Blueprint("check", __name__)

_MOST_FILES = 10


class CheckForm(Form):
    """The files that are to be checked."""

    files = MultipleFileField(_l("Files"))


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Ask for files, and say what was found in them."""
    form = CheckForm()
    if request.method == "GET":
        return render_template("signatures/check.html", form=form, found=None)
    upload_limit.count_check(_sender())
    files, wrong = _files()
    if wrong:
        form.files.errors = [wrong]
        return render_template("signatures/check.html", form=form, found=None), 422
    found = uploaded.read(files)
    return render_template(
        "signatures/check.html",
        form=form,
        found=found,
        signatures=[findings.of(each) for each in found.pairs],
        papers=[papers.of(each, found.contents) for each in found.papers],
    )


def _sender() -> str:
    """Who is counted: somebody by the person, everybody else by the network."""
    who = context.actor()
    return who.user.public_id if who.user is not None else throttling.network_of(request.remote_addr)


def _files() -> tuple[list[File], str]:
    """The files that came, and what is wrong with them."""
    sent = [each for each in request.files.getlist("files") if each.filename]
    if not sent:
        return [], _(
            "Choose the file to check: a paper (PDF, DOCX or ZIP), or the signature (.cms, .p7s) and its manifest."
        )
    if len(sent) > _MOST_FILES:
        return [], _("Choose at most %(number)s files at a time.", number=_MOST_FILES)
    largest = received_files.READ_FROM_ANYBODY["check.check"]
    room = largest * 1024 * 1024
    files = []
    for each in sent:
        content = each.stream.read(room + 1)
        room -= len(content)
        if room < 0:
            return [], _("These files are larger than %(size)s MB together. Check fewer of them.", size=largest)
        files.append(File(each.filename or "", content))
    return files, ""


def register(app: Flask) -> None:
    """Add the page."""
    app.register_blueprint(blueprint)
