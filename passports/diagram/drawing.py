"""The diagram as SVG: within a page, and as a file of its own with both channels one below the other."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from .lanes import Picture, pictures
from .said import ChannelSaid, channels

_GAP = 24


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
