"""Files that somebody has handed in: what of them can be read, and how they wait until it is decided about them."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from handlers.chat.files import MOST_BYTES, File
from handlers.transfer.reading.mapping import NO_MAPPING, Mapped
from handlers.transfer.reading.mapping_file import NotAMapping, mapping_in
from handlers.transfer.reading.sheets import NotASheet, Problem, Sheet, sheet_of

MOST_LINES: Final = 2_000
"""Lines of all the files of one message."""
AT_THE_COMMAND_LINE: Final = "Whoever runs Rungs can import it: python -m bot import FILE.csv --apply."


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The tables that can be read, the names of the files that are none, and why others cannot be read."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...] = ()


def read_files(files: Sequence[File]) -> HandedIn:
    """The tables in the files, with the mapping that lies beside them."""
    problems = [Problem(file.name, 0, "", said) for file in files if file.is_read and (said := _not_come(file))]
    mapping = NO_MAPPING
    try:
        mapping = _mapping(files)
    except NotAMapping as problem:
        problems.append(Problem("mapping", 0, "", str(problem)))
    sheets: list[Sheet] = []
    # What is read without its mapping would be called wrong for no reason.
    for file in () if problems else files:
        if file.is_table:
            try:
                sheets.append(sheet_of(file.name, file.content, mapping))
            except NotASheet as problem:
                problems += problem.problems
    count = sum(len(sheet.lines) for sheet in sheets)
    if count > MOST_LINES:
        said = f"it has {count:,} lines, and {MOST_LINES:,} fit in a message. {AT_THE_COMMAND_LINE}"
        problems = [Problem(" and ".join(sheet.name for sheet in sheets), 0, "", said)]
    return HandedIn(tuple(sheets), tuple(problems), tuple(file.name for file in files if not file.is_read))


def packed(files: Sequence[File]) -> str:
    """The files that can be read, as a text that waits."""
    return json.dumps({"files": [[one.name, base64.b64encode(one.content).decode()] for one in files if one.is_read]})


def unpacked(text: str) -> tuple[File, ...]:
    """The files that packed() put away; none where it was something else that waited."""
    body = json.loads(text)
    kept = body.get("files") if isinstance(body, dict) else None
    if not isinstance(kept, list):
        return ()
    return tuple(File(name, "fetched", base64.b64decode(content)) for name, content in kept)


def _mapping(files: Sequence[File]) -> Mapped:
    """What the tables' columns are called. Raises NotAMapping."""
    found = [file for file in files if file.is_read and not file.is_table and file.fate == "fetched"]
    if len(found) > 1:
        raise NotAMapping("one is enough for all the files of a message. Send the tables of each with its own.")
    return mapping_in(found[0].name, found[0].content) if found else NO_MAPPING


def _not_come(file: File) -> str:
    """Why the file is not there, and what to do; "" where it is."""
    match file.fate:
        case "fetched":
            return ""
        case "unasked":
            return "it was not fetched. Send it to me again."
        case "too_large":
            return f"with what came before it, it is larger than {MOST_BYTES // 1024**2} MB. {AT_THE_COMMAND_LINE}"
        case "withheld":
            return (
                "I may not read it. Whoever runs Rungs has to paste the manifest again and reinstall the app, "
                "which asks for files:read. Then send it again."
            )
        case "out_of_reach":
            return "it did not come. Send it again in a moment."
        case never:
            assert_never(never)
