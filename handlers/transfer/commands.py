"""What people ask for about moving in and out."""

from typing import Final

from handlers.chat.router import on
from handlers.transfer.exporting.export import Export, export
from handlers.transfer.importing.import_files import ApplyImport, CancelImport, Import, forget, look, store

COMMANDS: Final = (on(Import, look), on(ApplyImport, store), on(CancelImport, forget), on(Export, export))
