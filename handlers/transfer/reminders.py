"""What happens when files that were asked for are due."""

from collections.abc import Mapping

from handlers.chat.due import Rule
from handlers.transfer.exporting.export import EXPORT, send_files

REMINDERS: Mapping[str, Rule] = {EXPORT: send_files}
