"""What people ask for about moving in and out."""

from typing import Final

from handlers.chat.router import on
from handlers.transfer.doors import export, forget, look, store
from handlers.transfer.forms import ApplyImport, CancelImport, Export, Import

COMMANDS: Final = (on(Import, look), on(ApplyImport, store), on(CancelImport, forget), on(Export, export))
