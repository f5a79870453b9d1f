"""What Slack makes of the words that a person types: mentions, links, and the three escaped characters."""

import re

from bot.playground.workspace import Workspace

_TOKENS = re.compile(
    r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@#])(?P<mention>[@#][\w.-]*\w)"
)


def escaped(text: str) -> str:
    """The text with & < > as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(text: str, workspace: Workspace) -> str:
    """Typed text as a message carries it: `<@U1>`, `<#C1|general>`, `<!here>`, `<https://…>`, `<mailto:…|…>`."""
    return _rewritten(text, workspace, with_handle=False)


def as_command(text: str, workspace: Workspace) -> str:
    """Typed text as a command with should_escape carries it: `<@U1|ana>`, else as a message does."""
    return _rewritten(text, workspace, with_handle=True)


def _rewritten(text: str, workspace: Workspace, *, with_handle: bool) -> str:
    def token(match: re.Match[str]) -> str:
        if match["url"]:
            return f"<{escaped(match['url'])}>"
        if match["mail"]:
            return f"<mailto:{match['mail']}|{match['mail']}>"
        return _mention(match["mention"], workspace, with_handle=with_handle)

    parts, end = [], 0
    for match in _TOKENS.finditer(text):
        parts += [escaped(text[end : match.start()]), token(match)]
        end = match.end()
    return "".join([*parts, escaped(text[end:])])


def _mention(word: str, workspace: Workspace, *, with_handle: bool) -> str:
    """The word as a mention, however its letters are: whoever reads "Rungs" types @Rungs."""
    name = word[1:].lower()
    if word[0] == "#":
        for room in workspace.conversations.values():
            if room.kind != "im" and room.name == name:
                return f"<#{room.id}|{room.name}>"
        return escaped(word)
    if name in ("here", "channel", "everyone"):
        return f"<!{name}>"
    for person in workspace.people.values():
        if person.name == name:
            return f"<@{person.id}|{person.name}>" if with_handle else f"<@{person.id}>"
    for group in workspace.groups:
        if group.handle == name:
            return f"<!subteam^{group.id}|@{group.handle}>" if with_handle else f"<!subteam^{group.id}>"
    return escaped(word)
