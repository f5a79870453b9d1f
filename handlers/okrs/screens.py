"""Every screen of objectives and key results, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.okrs import listing, news, views

EXAMPLES: dict[str, Callable[[], Card]] = {**views.EXAMPLES, **listing.EXAMPLES, **news.EXAMPLES}
