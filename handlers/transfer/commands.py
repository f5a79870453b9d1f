"""What people ask for about moving out. Moving in is the command line's."""

from typing import Final

from handlers.chat.router import on
from handlers.transfer.exporting.export import Export, export

COMMANDS: Final = (on(Export, export),)
