"""Every screen of objectives and key results, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.okrs import (
    aligning_cards,
    cloning,
    coach_cards,
    drafting_screens,
    editing_screens,
    endings,
    following_screens,
    listing,
    news,
    reasons,
    searching_screens,
    tree_samples,
    views,
    weighing,
)

EXAMPLES: dict[str, Callable[[], Card]] = {
    **views.EXAMPLES,
    **reasons.EXAMPLES,
    **weighing.EXAMPLES,
    **tree_samples.EXAMPLES,
    **aligning_cards.EXAMPLES,
    **coach_cards.EXAMPLES,
    **listing.EXAMPLES,
    **searching_screens.EXAMPLES,
    **news.EXAMPLES,
    **drafting_screens.EXAMPLES,
    **following_screens.EXAMPLES,
    **editing_screens.EXAMPLES,
    **cloning.EXAMPLES,
    **endings.EXAMPLES,
}
