"""Every screen of feedback and evidence, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.feedback.asking import samples as asking_samples
from handlers.feedback.evidence import cards as evidence_cards
from handlers.feedback.giving import samples as giving_samples
from handlers.feedback.listing import cards as listing_cards
from handlers.feedback.praising import cards as praising_cards

EXAMPLES: dict[str, Callable[[], Card]] = {
    **giving_samples.EXAMPLES,
    **listing_cards.EXAMPLES,
    **asking_samples.EXAMPLES,
    **evidence_cards.EXAMPLES,
    **praising_cards.EXAMPLES,
}
