"""Emoji by the names that Slack gives them; emoji.txt holds the common ones, a sign and its names in each line."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NAME = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?")


@cache
def signs() -> Mapping[str, str]:
    """Every known sign by its name."""
    lines = (files("bot.playground.page") / "emoji.txt").read_text("utf-8").splitlines()
    return {name: sign for sign, *names in map(str.split, lines) for name in names}


def emoji(name: str) -> str:
    """The sign of that name, `:name:` where there is none."""
    return signs().get(name.partition("::")[0], f":{name}:")


def with_emoji(text: str) -> str:
    """The text with the signs in place of the names it holds."""
    return _NAME.sub(lambda match: signs().get(match[1], match[0]), text) if ":" in text else text
