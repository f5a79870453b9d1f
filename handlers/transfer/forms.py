"""What people fill in to move things in and out."""

from typing import Annotated, Final

from handlers.chat.fields import WordKind
from handlers.chat.files import IMPORT
from handlers.chat.form import Form

EXPORT: Final = "transfer.export"
"""The occasion on which the files of an Export are made."""


class Import(Form, command=IMPORT, title="Import", submit="Import", example="/rungs import"):
    """Import objectives, people and teams from CSV files that you send by direct message."""


class ApplyImport(Form, command="rungs import apply", title="Apply", submit="Apply", listed=False):
    """Store what the files say, as it was shown."""

    number: Annotated[str, WordKind()]
    shown: Annotated[str, WordKind()]


class CancelImport(Form, command="rungs import cancel", title="Cancel", submit="Cancel", listed=False):
    """Forget the files."""

    number: Annotated[str, WordKind()]


class Export(Form, command="rungs export", title="Export", submit="Export", example="/rungs export"):
    """Get objectives, check-ins, people and teams as CSV files, by direct message."""
