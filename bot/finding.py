"""What the doctor saw."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

FURTHEST: Final = timedelta(seconds=120)
"""How far the machine's clock may be off: signatures and tokens die after 300 s."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` is what to change, "" where all is well."""

    subject: str
    seen: str
    wrong: str = ""

    def __str__(self) -> str:
        mark = "change" if self.wrong else "ok    "
        return f"{mark}  {self.subject}: {self.seen}" + (f" {self.wrong}" if self.wrong else "")


def clock_finding(theirs: str, now: datetime, who: str) -> Finding:
    """How far the machine's clock, which says `now`, is from theirs, as HTTP's Date tells it. `who` is "Slack"."""
    try:
        there = parsedate_to_datetime(theirs).astimezone(UTC)
    except ValueError:
        return Finding("clock", f"{who} did not say its time")
    off = abs(now - there)
    if off > FURTHEST:
        return Finding("clock", f"{off.total_seconds():.0f} s off {who}'s.", "Set this machine's clock (NTP).")
    return Finding("clock", f"agrees with {who}'s")
