"""How Slack's blocks, messages and views become HTML: one set of templates, for the page and for the gallery."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from bot.playground.page.mrkdwn import mrkdwn_html, plain_html

NameOf = Callable[[str], str]
"""A user's or channel's id as people read it."""


def templates(name_of: NameOf) -> Environment:
    """The page's templates, with every filter they use. Whatever people wrote is escaped."""
    drawn = Environment(
        loader=PackageLoader("bot.playground.page", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

    def words(text: Mapping[str, Any]) -> Markup:
        return mrkdwn_html(text["text"], name_of) if text["type"] == "mrkdwn" else plain_html(text["text"])

    drawn.filters["words"] = words
    drawn.filters["name"] = name_of
    drawn.filters["mrkdwn"] = lambda text: mrkdwn_html(text, name_of)
    drawn.filters["clock"] = lambda ts: datetime.fromtimestamp(float(ts), UTC).strftime("%a %H:%M")
    return drawn
