"""Looking for objectives and key results by words of their titles, of who owns them and of the team."""

from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.fields import Label, Number, TextKind
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.okrs.seeing.guest_cards import nothing_names_you
from handlers.okrs.seeing.search_cards import PAGE, Result, found, nothing_found
from handlers.okrs.standing import judge
from storage.okr_search import MOST_WORDS, Hits, search

LONGEST = 200
_QUOTES = str.maketrans("", "", '"“”„«»')


class Search(Form, command="okr search", title="Search", reads=True, submit="Search", example="/okr search pre-orders"):
    """Find objectives and key results by words in any order, of cycles past too."""

    words: Annotated[
        str,
        TextKind(LONGEST, many_lines=False),
        Label("Words", "Of the title, the owner's name or the team's; all of them have to fit."),
    ]
    page: Number | None = None

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page",)


def look_for(ask: Ask, form: Search) -> Reply:
    """A page of what the writer may see of what fits, their own in front."""
    words = " ".join(word.lstrip("@#") for word in form.words.translate(_QUOTES).split()[:MOST_WORDS])
    number = max(1, int(form.page.amount)) if form.page else 1
    number, hits = _page(ask, words, number)
    if not hits.count:
        is_guest = not policy.may_create_objective(ask)
        return Whisper(nothing_names_you() if is_guest else nothing_found(words), share=_again(words, 1))
    following = _again(words, number + 1) if number * PAGE < hits.count else None
    result = Result(words, hits.lines, hits.count, number)
    return Whisper(found(result, judge(ask.company, ask.now), following), share=_again(words, number))


def _page(ask: Ask, words: str, number: int) -> tuple[int, Hits]:
    """The page of that number, or the first where there are no longer so many."""
    hits = search(ask.db, policy.sight(ask), words, PAGE, PAGE * (number - 1))
    if hits.lines or number == 1:
        return number, hits
    return 1, search(ask.db, policy.sight(ask), words, PAGE)


def _again(words: str, number: int) -> Call:
    """The call that looks for the same, on that page."""
    return Search.asked(words=words, **({"page": str(number)} if number > 1 else {}))
