"""The doors to importing and exporting, behind which everything is loaded when the first of them is opened.

Most companies import once, and export seldom: what reads, plans and writes files would take 1 MB of every process.
"""

# ruff: noqa: PLC0415 - to import inside of functions is what this file is for

from collections.abc import Mapping
from datetime import datetime

from handlers.chat.ask import Ask
from handlers.chat.due import Occasion
from handlers.chat.reply import Reply
from handlers.transfer.forms import ApplyImport, CancelImport, Export, Import


def look(ask: Ask, form: Import) -> Reply:
    """Say what the files that came along would do."""
    from handlers.transfer.importing import import_files

    return import_files.look(ask, form)


def store(ask: Ask, form: ApplyImport) -> Reply:
    """Store what was shown, all of it or nothing."""
    from handlers.transfer.importing import import_files

    return import_files.store(ask, form)


def forget(ask: Ask, form: CancelImport) -> Reply:
    """Forget files that wait."""
    from handlers.transfer.importing import import_files

    return import_files.forget(ask, form)


def export(ask: Ask, form: Export) -> Reply:
    """Let the files be made next."""
    from handlers.transfer.exporting import export as exporting

    return exporting.export(ask, form)


def send_files(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Make the files that were asked for and send each in a message of its own."""
    from handlers.transfer.exporting import export as exporting

    return exporting.send_files(occasion)
