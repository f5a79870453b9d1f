"""The text of a markdown block as HTML: CommonMark with tables, no HTML of its own, no pictures from elsewhere."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.playground.page.emoji import with_emoji
from bot.playground.page.mrkdwn import is_address


class _Parser(MarkdownIt):
    """Follows the links that the page follows elsewhere, and no others."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - named by the library
        """Whether this address may become a link."""
        return is_address(url)


@cache
def _parser() -> MarkdownIt:
    return _Parser("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")


def markdown_html(text: str) -> Markup:
    """Markdown as Slack's markdown block takes it."""
    html = _parser().render(with_emoji(text))
    opened = html.replace("<a href=", '<a rel="noopener noreferrer" target="_blank" href=')
    return Markup(opened.replace(' style="text-align:', ' class="to-').replace("<table>", '<table class="grid">'))  # noqa: S704
