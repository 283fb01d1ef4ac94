"""Has the pictures of all kinds of procedure laid out, in each language: `python -m qyzmet.procedure.pictures.build`.

Make does it after any change of tables, texts or drawing (`make diagrams`). The layout engine is a program for Node.js,
so that this runs in a checkout only; what it made is part of the wheel.
"""

import json
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from qyzmet.files import paths
from qyzmet.procedure.kinds import kinds
from qyzmet.procedure.pictures.places import file_name
from qyzmet.procedure.pictures.states_and_moves import graphs, lengths_at_widest
from qyzmet.web.languages import LANGUAGES


def outlines() -> dict[str, dict[str, object]]:
    """What is to be laid out, by the name of its file. Needs a request's context."""
    found = {}
    for kind in kinds().values():
        for key, table in kind.tables.items():
            for language in LANGUAGES:
                with force_locale(language):
                    for place, graph in enumerate(graphs(table, lengths_at_widest(table))):
                        found[file_name(table.kind, key, language, place)] = graph.outline()
    return found


def build(app: Flask, checkout: Path) -> None:
    """Write the outlines and lay them out. Raises CalledProcessError when the layout engine fails."""
    folder = checkout / ".build" / "diagrams"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    with app.test_request_context():
        for name, outline in outlines().items():
            (folder / name).write_text(json.dumps(outline), encoding="utf-8")
    # What is built is for everybody to read, unlike what the application writes.
    npm = [str(checkout / "scripts" / "npm.sh"), "run", "--silent", "diagrams"]
    subprocess.run(npm, cwd=checkout, check=True, umask=0o022)  # noqa: S603 - nothing in it comes from outside.


if __name__ == "__main__":
    from qyzmet.factory import create_app

    if not paths.IN_CHECKOUT:
        sys.exit("Pictures are laid out in a checkout only.")
    build(create_app(), paths.PACKAGE.parent)
