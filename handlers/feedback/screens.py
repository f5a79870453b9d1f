"""Every screen of feedback and evidence, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.feedback.evidence import cards as evidence_cards

EXAMPLES: dict[str, Callable[[], Card]] = {
    **evidence_cards.EXAMPLES,
}
