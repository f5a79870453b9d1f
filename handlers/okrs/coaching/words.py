"""What the coach knows of English: titles in another language, or of words that it does not know, it leaves alone."""

import re
import unicodedata
from collections.abc import Sequence

from handlers.okrs.coaching.vocabulary import (
    ARTICLES,
    DOING,
    EVENTS,
    GENERIC,
    HEADS,
    HOLDING,
    KNOWN,
    LAGGING,
    MAKING,
    OUTCOMES,
    SMALL_ENGLISH,
    SMALL_FOREIGN,
    UPKEEP,
    UPKEEP_IS_ANOTHER_WORD,
)

_WORD = re.compile(r"[^\W_]+(?:[-'’./&][^\W_]+)*")
_NUMBER = re.compile(r"[~<>≥≤+$€£¥]*\d[\d.,]*(?:k|m|bn?|x|%)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PER_CENT = frozenset({"%", "percent", "per cent", "pct", "points", "pp"})
_BEFORE_A_NUMBER = frozenset({"by", "from", "to", "at", "least", "most", "over", "under", "of", "than", "about", "and"})
LEAST_LATIN = 0.7
"""The share of Latin letters from which a title may be English."""
_EVERY = re.compile(
    r"\b(?:every|each|once an?|twice an?|per) "
    r"(?:single |other |second )?(?:day|week|fortnight|month|sprint|quarter|year|morning|evening"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:daily|weekly|fortnightly|biweekly|monthly|quarterly)\b",
    re.IGNORECASE,
)
_NEXT_THOUGHT = re.compile(r"[,;:.–—]|\s-\s|\band\b|\bso that\b|\bby\b", re.IGNORECASE)
LEAST_WORDS = 3
"""Of a thought that stands for itself."""
_RHYTHM = re.compile(r"(?:daily|weekly|fortnightly|biweekly|monthly|quarterly|yearly)", re.IGNORECASE)


def is_english(title: str) -> bool:
    """Whether the title may be judged by English words: it holds some, and no more of another language's."""
    letters = [letter for letter in title if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    if not letters or latin < LEAST_LATIN * len(letters):
        return False
    words = _words(title)
    foreign = sum(word in SMALL_FOREIGN for word in words)
    return any(_known(word) for word in words) and foreign <= sum(word in SMALL_ENGLISH for word in words)


def count_words(title: str) -> int:
    """How many words it has, as far as blanks part them."""
    return len(title.split())


def first_thought(title: str) -> str:
    """What stands before the first comma, dash or "and", where that is a thought of its own; else nothing."""
    first = _NEXT_THOUGHT.split(title, maxsplit=1)[0].strip()
    return first if first != title and count_words(first) >= LEAST_WORDS else ""


def made(title: str) -> str | None:
    """What the title says is to be made or held, where it begins with such a verb: "the app" of "Launch the app"."""
    words = title.split()
    plain = _words(title)
    if not plain or len(words) < 2 or not _is_deed(plain):
        return None
    rest = words[1:]
    if plain[:2] in (["roll", "out"], ["set", "up"]):
        rest = rest[1:]
    return _without_numbers(_thing(rest)).strip(" .,;:") or None


def upkeep(title: str) -> str | None:
    """What the title says is to be kept as it is: "data quality" of "Ensure data quality"."""
    plain = _words(title)
    if len(plain) < 2 or _stem(plain[0], UPKEEP) is None or plain[1] in UPKEEP_IS_ANOTHER_WORD:
        return None
    return title.split(None, 1)[1].strip(" .,;:")


def speaks_of_an_outcome(title: str) -> bool:
    """Whether it says what changes for somebody: "trust with customers", but no "loyalty programme"."""
    words = _words(title)
    following = [*words[1:], ""]
    return any(
        word in OUTCOMES and (not after or after in SMALL_ENGLISH)
        for word, after in zip(words, following, strict=False)
    )


def is_generic(title: str) -> bool:
    """Whether it would fit any company in any year: "Improve quality", "Growth"."""
    words = _words(title)
    return len(words) < 2 or set(words) <= GENERIC


def is_lagging(title: str) -> bool:
    """Whether it moves only after all is done: revenue, churn, satisfaction."""
    return not LAGGING.isdisjoint(_words(title))


def rhythm(title: str) -> str | None:
    """The words that make it a deed done over and over: "every week" of "Call a customer every week".

    "Weekly active users" and "Customers who order every month" are numbers of others' deeds.
    """
    found = _EVERY.search(title)
    words = _words(title)
    if found is None or not words:
        return None
    begins_with_a_deed = _stem(words[0], DOING) is not None
    ends_with_one = bool(_RHYTHM.fullmatch(words[0])) and any(_is_event(word) for word in words[1:3])
    return found[0] if begins_with_a_deed or ends_with_one else None


def numbers(title: str) -> tuple[str, ...]:
    """The numbers that measure something, as they are typed: not those of names, such as ISO 9001, 5G or 2027."""
    words = title.split()
    return tuple(word.strip(".,;:()!?") for index, word in enumerate(words) if _is_measure(words, index))


def without_numbers(title: str) -> str:
    """The title without them and what leads to them: "Grow revenue" of "Grow revenue by 20 %"."""
    return _without_numbers(title.split()).strip(" .,;:")


def _thing(words: Sequence[str]) -> Sequence[str]:
    """What is meant of "and sell the car" or "all our pages": "the car", "our pages"."""
    if words[0].lower() == "and":
        begins = (index for index, word in enumerate(words) if word.lower() in ARTICLES)
        return words[next(begins, 1) :]
    return words[1:] if words[0].lower() in ("all", "every", "each") and len(words) > 1 else words


def _without_numbers(words: Sequence[str]) -> str:
    left: list[str] = []
    for index, word in enumerate(words):
        if _is_measure(words, index):
            while left and left[-1].lower() in _BEFORE_A_NUMBER:
                left.pop()
        elif not (word.lower().strip(".,;") in _PER_CENT and index and _is_measure(words, index - 1)):
            left.append(word)
    return " ".join(left)


def _is_measure(words: Sequence[str], index: int) -> bool:
    word = words[index].strip(".,;:()!?")
    if not _NUMBER.fullmatch(word) or _YEAR.fullmatch(word):
        return False
    before = words[index - 1] if index else ""
    is_acronym = len(before) > 1 and before.isupper() and before.isalpha()
    is_name = index > 1 and before[:1].isupper()
    return not is_acronym and not is_name


def _is_deed(words: Sequence[str]) -> bool:
    first, second = words[0], words[1] if len(words) > 1 else ""
    if second in HEADS:
        return False
    if _stem(first, HOLDING) is not None:
        return any(_is_event(word) for word in words[1:])
    verb = _stem(first, MAKING)
    if verb == "roll":
        return second == "out"
    return verb is not None and (verb != "set" or second == "up")


def _is_event(word: str) -> bool:
    return word in EVENTS or (word.endswith("s") and word[:-1] in EVENTS)


def _stem(word: str, verbs: frozenset[str]) -> str | None:
    """The verb that the word is: "launch" and "launching", "write" and "writing", "run" and "running"."""
    if word in verbs:
        return word
    if not word.endswith("ing"):
        return None
    stem = word[:-3]
    return next((verb for verb in (stem, f"{stem}e", stem[:-1]) if verb in verbs), None)


def _known(word: str) -> bool:
    return word in KNOWN or _stem(word, DOING) is not None


def _words(title: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(title)]
