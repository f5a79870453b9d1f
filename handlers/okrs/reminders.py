"""What the clock does for objectives: it tells followers what has changed."""

from collections.abc import Mapping

from handlers.chat.due import Rule
from handlers.okrs.following.telling import tell_changes
from storage import follows

REMINDERS: Mapping[str, Rule] = {follows.REMINDER: tell_changes}
