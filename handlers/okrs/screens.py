"""Every screen of objectives and key results, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.okrs.aligning import cards as aligning_cards
from handlers.okrs.aligning import tree_samples
from handlers.okrs.coaching import cards as coach_cards
from handlers.okrs.drafting import cards as drafting_screens
from handlers.okrs.editing import cards as editing_screens
from handlers.okrs.ending import cards as endings
from handlers.okrs.explaining import key_result as reasons
from handlers.okrs.explaining import objective as weighing
from handlers.okrs.following import cards as following_screens
from handlers.okrs.seeing import guest_cards
from handlers.okrs.seeing import list_cards as listing
from handlers.okrs.seeing import search_cards as searching_screens
from handlers.okrs.seeing import show_cards as views
from handlers.okrs.setting import cards as news
from handlers.okrs.setting import clone as cloning

EXAMPLES: dict[str, Callable[[], Card]] = {
    **views.EXAMPLES,
    **reasons.EXAMPLES,
    **weighing.EXAMPLES,
    **tree_samples.EXAMPLES,
    **aligning_cards.EXAMPLES,
    **coach_cards.EXAMPLES,
    **listing.EXAMPLES,
    **guest_cards.EXAMPLES,
    **searching_screens.EXAMPLES,
    **news.EXAMPLES,
    **drafting_screens.EXAMPLES,
    **following_screens.EXAMPLES,
    **editing_screens.EXAMPLES,
    **cloning.EXAMPLES,
    **endings.EXAMPLES,
}
