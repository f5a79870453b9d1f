"""Slack's own way to write an instant for whoever reads it: `{date_short} at {time}`."""

import re
from datetime import UTC, datetime, tzinfo

_TOKEN = re.compile(r"\{(\w+)\}")


def written(stamp: int, form: str, zone: tzinfo) -> str | None:
    """The form with its tokens filled in for that zone; `stamp` is in seconds since 1970, the clock has 24 hours.

    None where Slack would show the fallback: a token it does not know, an instant beyond all calendars. The `_pretty`
    tokens never say "today", which no message of the bot relies on.
    """
    try:
        at = datetime.fromtimestamp(stamp, UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return None
    day = f"{at:%B} {_ordinal(at.day)}, {at.year}"
    short = f"{at:%b} {at.day}, {at.year}"
    known = {
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%m/%d/%Y}",
        "date": day,
        "date_pretty": day,
        "date_short": short,
        "date_short_pretty": short,
        "date_long": f"{at:%A}, {day}",
        "date_long_pretty": f"{at:%A}, {day}",
        "day_divider_pretty": f"{at:%A}, {day}",
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
    }
    if any(token not in known for token in _TOKEN.findall(form)):
        return None
    return _TOKEN.sub(lambda token: known[token[1]], form)


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
