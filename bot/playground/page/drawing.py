"""How Slack's blocks, messages and views become HTML: one set of templates, for the page and for the gallery."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.playground.inputs import state_of
from bot.playground.page import controls
from bot.playground.page.emoji import emoji
from bot.playground.page.markdown import markdown_html
from bot.playground.page.mrkdwn import NameOf, Reader, is_address, mrkdwn_html, plain_html
from bot.playground.page.rich_text import rich_text_html
from bot.playground.workspace import Json, Workspace


def names_in(workspace: Workspace) -> NameOf:
    """How the people, channels and user groups of a workspace are called."""

    def name(key: str) -> str:
        person, room = workspace.people.get(key), workspace.conversations.get(key)
        group = next((group for group in workspace.groups if group.id == key), None)
        return person.real_name if person else room.name if room else group.handle if group else key

    return name


def templates(name_of: NameOf) -> Environment:
    """The page's templates with every filter they use. Whatever people wrote is escaped.

    They are drawn for the `person` of their context, whose mentions stand out and in whose time zone dates are; selects
    of people and channels offer its `people` and `rooms`. blocks.html draws blocks and views, modal.html the `view` of
    its context as the window that lies over all.
    """
    drawn = Environment(
        loader=PackageLoader("bot.playground.page", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

    def reader(context: Context) -> Reader:
        person = context.get("person")
        return Reader(name_of, person.id, ZoneInfo(person.tz)) if person else Reader(name_of)

    @pass_context
    def words(context: Context, text: Mapping[str, Any]) -> Markup:
        return mrkdwn_html(text["text"], reader(context)) if text["type"] == "mrkdwn" else plain_html(text["text"])

    @pass_context
    def said(context: Context, text: str) -> Markup:
        return mrkdwn_html(text, reader(context))

    @pass_context
    def rich_text(context: Context, parts: Iterable[Json]) -> Markup:
        return rich_text_html(parts, reader(context))

    @pass_context
    def choices(context: Context, element: Json) -> list[Json]:
        return controls.choices(element, context.get("people") or (), context.get("rooms") or ())

    @pass_context
    def as_typed(context: Context, stamp: int | None) -> str:
        return controls.as_typed(stamp, reader(context).zone)

    drawn.filters |= {
        "words": words,
        "mrkdwn": said,
        "rich_text": rich_text,
        "markdown": markdown_html,
        "emoji": emoji,
        "name": name_of,
        "choices": choices,
        "as_typed": as_typed,
        "told_on": controls.told_on,
        "called": controls.called,
        "ident": controls.identifier,
    }
    drawn.tests["address"] = is_address
    drawn.globals |= {"state_of": state_of, "chosen": controls.chosen}
    return drawn
