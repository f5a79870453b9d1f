"""Shares in whole millionths, as they are stored: a run of all digests works on thousands of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

WHOLE: Final = 1_000_000
_A_PERCENT: Final = WHOLE // 100


def mean(weighted: Iterable[tuple[int, int]]) -> int:
    """The mean of (share, weight), all in millionths: `storage.progress.mean` to the last digit."""
    total = above = 0
    for share, weight in weighted:
        total += weight
        above += share * weight
    return _rounded(above, total) if total else 0


def plain_mean(shares: Sequence[int]) -> int:
    """The mean of shares that weigh the same."""
    return _rounded(sum(shares), len(shares)) if shares else 0


def _rounded(above: int, total: int) -> int:
    quotient, rest = divmod(above, total)
    if quotient >= WHOLE:
        return WHOLE
    # Half to even; what is not quite whole does not become so by rounding.
    is_more = 2 * rest > total or (2 * rest == total and quotient % 2 == 1)
    return min(quotient + is_more, WHOLE - 1)


def percent(share: int) -> int:
    """The share in whole per cent; only what is complete is 100."""
    return 100 if share == WHOLE else min((share + _A_PERCENT // 2) // _A_PERCENT, 99)


def as_decimal(share: int) -> Decimal:
    """The share as 0..1."""
    return Decimal(share) / WHOLE
