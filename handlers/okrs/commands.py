"""What people ask for about objectives and key results."""

from handlers.chat.router import on
from handlers.okrs.changing import Drop, HandOver, drop, give
from handlers.okrs.making import AddKeyResult, New, add, new
from handlers.okrs.seeing import List, Show, list_them, show
from handlers.okrs.why import Why, why

COMMANDS = (
    on(List, list_them),
    on(Show, show),
    on(Why, why),
    on(New, new),
    on(AddKeyResult, add),
    on(HandOver, give),
    on(Drop, drop),
)
