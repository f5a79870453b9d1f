"""Slack's mrkdwn as HTML: everything is escaped first, so no text ever becomes markup of its own."""

import html
import re
from collections.abc import Callable

from markupsafe import Markup, escape

_CONTROL = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)
_SLOT = re.compile("\ue000(\\d+)\ue001")
_LINK = re.compile(r"(?:https?://|mailto:)\S+")


def plain_html(text: str) -> Markup:
    """Text of a plain_text object."""
    return Markup(str(escape(text)).replace("\n", "<br>"))  # noqa: S704


def mrkdwn_html(text: str, name_of: Callable[[str], str]) -> Markup:
    """Text of a mrkdwn object; `name_of` turns a user or channel id into a name."""
    slots: list[str] = []

    def slot(markup: str) -> str:
        slots.append(markup)
        return f"\ue000{len(slots) - 1}\ue001"

    def code(match: re.Match[str]) -> str:
        tag = "pre" if match[1] is not None else "code"
        return slot(f"<{tag}>{_escaped(match[1] if match[1] is not None else match[2])}</{tag}>")

    def control(match: re.Match[str]) -> str:
        return slot(_control_html(match[1], name_of))

    raw = text.replace("\ue000", "").replace("\ue001", "")
    body = _escaped(_CONTROL.sub(control, _CODE.sub(code, raw)))
    for pattern, tag in _STYLES:
        body = pattern.sub(rf"<{tag}>\1</{tag}>", body)
    body = body.replace("\n", "<br>")
    while _SLOT.search(body):
        body = _SLOT.sub(lambda match: slots[int(match[1])], body)
    return Markup(body)  # noqa: S704


def _escaped(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return html.escape(text)


def _control_html(inner: str, name_of: Callable[[str], str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return f'<span class="mention">@{_escaped(name_of(target[1:]))}</span>'
    if target.startswith("#"):
        return f'<span class="mention">#{_escaped(name_of(target[1:]))}</span>'
    if target.startswith("!date^"):
        return _escaped(label or target)
    if target.startswith("!"):
        return f'<span class="ping">@{_escaped(label.removeprefix("@") or target[1:])}</span>'
    if _LINK.fullmatch(target):
        return f'<a href="{_escaped(target)}" rel="noopener noreferrer" target="_blank">{_escaped(label or target)}</a>'
    return _escaped(f"<{inner}>")
