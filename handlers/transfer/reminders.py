"""What happens when files that were asked for are due."""

from collections.abc import Mapping

from handlers.chat.due import Rule
from handlers.transfer.doors import send_files
from handlers.transfer.forms import EXPORT

REMINDERS: Mapping[str, Rule] = {EXPORT: send_files}
