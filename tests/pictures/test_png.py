"""Pictures are made smaller without losing a pixel."""

import struct
import zlib

import pytest

from tests.pictures.png import SIGNATURE, smaller

ROWS = [bytes((7 * x + 3 * y) % 251 for x in range(12)) for y in range(5)]
"""Four pixels of red, green and blue a row."""


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk as the format has it."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def filtered(kind: int, row: bytes, above: bytes) -> bytes:
    """The row under one of the format's filters, three bytes a pixel."""
    out = bytearray()
    for at, value in enumerate(row):
        left, corner = (row[at - 3], above[at - 3]) if at >= 3 else (0, 0)
        near = min((left, above[at], corner), key=lambda one: abs(left + above[at] - corner - one))
        guess = (0, left, above[at], (left + above[at]) // 2, near)[kind]
        out.append((value - guess) % 256)
    return bytes(out)


def picture(kind: int) -> bytes:
    """The rows as a PNG under that filter, hardly compressed, with a chunk of no use."""
    above, body = bytes(12), b""
    for row in ROWS:
        body += bytes([kind]) + filtered(kind, row, above)
        above = row
    header = struct.pack(">IIBBBBB", 4, 5, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"tEXt", b"x" * 200), chunk(b"IDAT", zlib.compress(body, 0)))
    return SIGNATURE + b"".join(parts) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", range(5))
def test_every_filter_is_undone(kind: int) -> None:
    made = smaller(picture(kind))

    length, name = struct.unpack(">I4s", made[33:41])
    assert name == b"IDAT"
    assert zlib.decompress(made[41 : 41 + length]) == b"".join(b"\0" + row for row in ROWS)
    assert len(made) < len(picture(kind))
