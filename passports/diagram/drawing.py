"""The diagram as SVG: within a page, as a file with both channels one below the other, and on paper."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from qyzmet.printing.paper import Drawing

from .lanes import Page, Picture, pictures
from .said import ChannelSaid, channels

_GAP = 24
# On paper: so many centimetres a unit, with letters of seven points and a half, and what a page has room for.
_SCALE, _WIDTH, _HEIGHT = 0.022, 17.0, 22.5
_PAGE = Page(round(_WIDTH / _SCALE), round(_HEIGHT / _SCALE))


def of_channel(said: ChannelSaid) -> list[Picture]:
    """The parts of a channel's diagram."""
    return pictures(said)


def file(data: Mapping[str, Any], title: str, channel: str = "") -> str:
    """The diagram of all channels, or of one, as an SVG file in the language of the page."""
    said = [each for each in channels(data) if channel in ("", each.channel)]
    parts = [part for each in said for part in pictures(each)]
    placed, y = [], 0
    for part in parts:
        placed.append((y, part))
        y += part.height + _GAP + 24
    return render_template(
        "passports/diagram/file.svg",
        title=title,
        placed=placed,
        width=max((part.width for part in parts), default=300),
        height=max(y, 60),
    )


def on_paper(said: ChannelSaid) -> list[Drawing]:
    """The parts of a channel's diagram as drawings of a paper, each within a page."""
    return [_on_paper(part) for part in pictures(said, _PAGE)]


def _on_paper(part: Picture) -> Drawing:
    scale = min(_SCALE, _WIDTH / part.width, _HEIGHT / part.height)
    return Drawing(
        svg=render_template("passports/diagram/paper.svg", part=part),
        alternative=f"{part.title}. {part.description}",
        width=round(part.width * scale, 2),
        height=round(part.height * scale, 2),
        caption=part.title,
    )
