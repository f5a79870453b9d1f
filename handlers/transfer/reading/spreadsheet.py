"""A file as a spreadsheet writes it: its letters, its separators, its lines; and the cells that one would run."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LARGEST = 100 * 1024 * 1024
"""Bytes of a file that is read."""
DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 100_000

_RUNS = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
"""How a cell begins that a spreadsheet would take for a formula, or one that was kept from that already."""


class UnreadableFile(ValueError):
    """It is no table of text; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file with the number that an editor shows beside it; of several physical lines, the first."""

    number: int
    cells: tuple[str, ...]


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: behind an apostrophe where it begins like a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def meant(cell: str) -> str:
    """What was written by harmless(), as it was."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def rows_of(content: bytes) -> list[Row]:
    """The lines that are not empty; the first is the header. Raises UnreadableFile."""
    text = _text(content)
    rows = list(_rows(text, _delimiter(text)))
    if not rows:
        raise UnreadableFile("The file is empty. Its first line must name the columns.")
    return rows


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows as lines of a CSV file, as spreadsheets read them."""
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableFile(f"The file is larger than {LARGEST // 1024 // 1024} MB. Split it into several.")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content:
        raise UnreadableFile("This is no text. Save the table as CSV (UTF-8) and import that file.")
    return _decoded(content, "utf-8")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise UnreadableFile(
            f"Line {line} is not in UTF-8, perhaps in an older Windows encoding. "
            "Save the table as “CSV UTF-8” and import that file."
        ) from None
    if "\0" in text:
        raise UnreadableFile("This is no text. Save the table as CSV (UTF-8) and import that file.")
    return text


def _delimiter(text: str) -> str:
    """The one that stands most often in the header; where it says so by itself (sep=;), that one."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=unquoted.count)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    # One for the process, so it is set as high as any file needs, and not set back.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    first = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not _names_delimiter(cells, delimiter):
                yield Row(first, tuple(cells))
            first = reader.line_num + 1
    except csv.Error:
        raise UnreadableFile(
            f"The quotation marks do not match from line {first} on. Each cell that begins with one must end with one."
        ) from None


def _names_delimiter(cells: Sequence[str], delimiter: str) -> bool:
    """Whether it is the line with which Excel says how it separates: sep=;."""
    return delimiter.join(cells).strip().lower() == f"sep={delimiter}"
