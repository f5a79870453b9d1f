"""The app's two icons, drawn by the program: a ladder, its highest rung in gold."""

import math
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

COLOR_SIZE: Final = 192
OUTLINE_SIZE: Final = 32
"""Pixels on a side, as Teams wants them."""

_BLUE: Final = (0x1F, 0x3A, 0x5F)
_WHITE: Final = (0xFF, 0xFF, 0xFF)
_GOLD: Final = (0xF2, 0xB7, 0x3C)

_PLACES: Final = (4, 9, 14, 19)
"""Where the rungs are, in parts of 24 from the top: whole pixels of the small icon, which keeps them crisp."""

Colour = tuple[int, int, int]
Pixel = tuple[float, float, float, float]
"""Red, green and blue from 0 to 255, and how opaque it is from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with round ends, in shares of the icon's side: from one point to another, so thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: Colour

    def covers(self, x: float, y: float, pixel: float) -> float:
        """How much of the pixel at (x, y) lies under it, from 0 to 1: its edge is as soft as a pixel is wide."""
        along_x, along_y = self.x2 - self.x1, self.y2 - self.y1
        share = ((x - self.x1) * along_x + (y - self.y1) * along_y) / (along_x**2 + along_y**2)
        share = min(1.0, max(0.0, share))
        distance = math.hypot(x - self.x1 - share * along_x, y - self.y1 - share * along_y)
        return min(1.0, max(0.0, (self.thickness / 2 - distance) / pixel + 0.5))


def color_icon() -> bytes:
    """The icon in colour, as PNG: the ladder on a blue ground."""
    ladder = _ladder(rails=_WHITE, top=_GOLD, thickness=0.055, margin=0.22)
    return _png(COLOR_SIZE, _over(ladder, COLOR_SIZE, (*_BLUE, 1.0)))


def outline_icon() -> bytes:
    """The outline, as PNG: the ladder in white on nothing."""
    ladder = _ladder(rails=_WHITE, top=_WHITE, thickness=2 / OUTLINE_SIZE, margin=0.125)
    return _png(OUTLINE_SIZE, _over(ladder, OUTLINE_SIZE, (*_WHITE, 0.0)))


def _ladder(rails: Colour, top: Colour, thickness: float, margin: float) -> tuple[Stroke, ...]:
    """Two rails that come nearer upward, and four rungs; `margin` is what stays free on each side."""
    low, high = 1 - margin, margin
    foot, head = 0.22, 0.16

    def half(y: float) -> float:
        return head + (foot - head) * (y - high) / (low - high)

    heights = [high + (low - high) * place / 24 for place in _PLACES]
    rungs = [Stroke(0.5 - half(y), y, 0.5 + half(y), y, thickness, rails) for y in heights[1:]]
    return (
        *rungs,
        Stroke(0.5 - half(heights[0]), heights[0], 0.5 + half(heights[0]), heights[0], thickness, top),
        Stroke(0.5 - foot, low, 0.5 - head, high, thickness, rails),
        Stroke(0.5 + foot, low, 0.5 + head, high, thickness, rails),
    )


def _over(strokes: Sequence[Stroke], size: int, ground: Pixel) -> Callable[[int, int], Pixel]:
    """What the pixel in a column and row looks like with the strokes laid over the ground, the last one on top."""

    def pixel(column: int, row: int) -> Pixel:
        red, green, blue, opaque = ground
        for stroke in strokes:
            cover = stroke.covers((column + 0.5) / size, (row + 0.5) / size, 1 / size)
            red, green, blue = (
                under + (over - under) * cover for under, over in zip((red, green, blue), stroke.colour, strict=True)
            )
            opaque += (1 - opaque) * cover
        return red, green, blue, opaque

    return pixel


def _png(size: int, pixel: Callable[[int, int], Pixel]) -> bytes:
    """A square picture with eight bits a channel, transparency included."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            red, green, blue, opaque = pixel(column, row)
            rows += bytes((round(red), round(green), round(blue), round(opaque * 255)))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
