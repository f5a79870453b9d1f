"""Every screen of goals, for the gallery."""

from collections.abc import Callable

from handlers.chat.card import Card
from handlers.goals.approving import cards as approving
from handlers.goals.approving import lines as talking
from handlers.goals.editing import cards as editing
from handlers.goals.ending import cards as ending
from handlers.goals.seeing import list_cards as listing
from handlers.goals.seeing import show_cards as showing
from handlers.goals.setting import cards as setting
from handlers.goals.updating import cards as updating

EXAMPLES: dict[str, Callable[[], Card]] = {
    **listing.EXAMPLES,
    **showing.EXAMPLES,
    **setting.EXAMPLES,
    **updating.EXAMPLES,
    **editing.EXAMPLES,
    **ending.EXAMPLES,
    **approving.EXAMPLES,
    **talking.EXAMPLES,
}
