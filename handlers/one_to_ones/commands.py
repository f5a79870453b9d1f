"""What people ask for about one-to-ones."""

from handlers.chat.router import on
from handlers.one_to_ones.agenda import OneToOne, show
from handlers.one_to_ones.items import AddAction, AddTopic, SetItem, add_action, add_topic, set_item
from handlers.one_to_ones.meeting import Met, met

COMMANDS = (
    on(OneToOne, show),
    on(AddTopic, add_topic),
    on(AddAction, add_action),
    on(SetItem, set_item),
    on(Met, met),
)
