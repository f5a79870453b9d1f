"""What people press, pick and fill in: buttons and selects of messages, Home and modals, and modals themselves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.acks import apply_submission, read_options
from bot.playground.carriers import Ack
from bot.playground.inputs import TYPED, Incomplete, answer, complaints, is_list, pick, state_of
from bot.playground.naming import element_of, input_of
from bot.playground.residents import Resident
from bot.playground.seats import Seats
from bot.playground.views import View
from bot.playground.workspace import Json, Message

_AS_TEXT = TYPED | {"datepicker", "timepicker"}
_BUTTON_KEYS = ("text", "value", "style", "url", "confirm")


class Forms(Seats):
    """Elements are named as naming.py says; `block_id` tells apart what repeats."""

    async def press(
        self,
        user: str,
        target: Message | View,
        name: str,
        *,
        block_id: str | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> Ack:
        """Press a button, with what was `typed` into the view before. LookupError names the buttons there are."""
        person, target = self._at(user, target)
        if typed and isinstance(target, View):
            target = await self._filled(person, target, typed)
        block, element = element_of(target, name, block_id)
        if element["type"] != "button":
            raise LookupError(f"{name} is no button, but a {element['type']}")
        action = self._action(block, element) | {key: element[key] for key in _BUTTON_KEYS if key in element}
        return await self._acted(person, target, action)

    async def select(
        self, user: str, target: Message | View, name: str, choice: Any, *, block_id: str | None = None
    ) -> Ack:
        """Pick from a select, menu, date picker or boxes. ValueError in an input that waits for Submit."""
        person, target = self._at(user, target)
        block, element = element_of(target, name, block_id)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise ValueError(f"{name} tells the bot nothing before Submit; use submit()")
        action = self._action(block, element)
        if element["type"] == "overflow":
            return await self._acted(person, target, action | {"selected_option": pick(element, choice)})
        value = await self._answer(person, target, block, element, choice)
        target = self._noted(person, target, block["block_id"], element["action_id"], value)
        return await self._acted(person, target, action | value)

    async def suggest(
        self, user: str, target: Message | View, name: str, query: str, *, block_id: str | None = None
    ) -> list[Json]:
        """The options an external select offers for these letters; none below its min_query_length."""
        groups = await self.suggest_groups(user, target, name, query, block_id=block_id)
        return [option for group in groups for option in group["options"]]

    async def suggest_groups(
        self, user: str, target: Message | View, name: str, query: str, *, block_id: str | None = None
    ) -> list[Json]:
        """The same as groups of options, with a `label` where the bot gave one."""
        person, target = self._at(user, target)
        block, element = element_of(target, name, block_id)
        return await self._suggested(person, target, block, element, query)

    async def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Ack:
        """Fill a modal in and submit it; what is not named keeps its initial value.

        Incomplete with what Slack's own window complains of (a required field, a length), before the bot is asked.
        """
        person, current = self._at(user, view)
        if not isinstance(current, View) or "submit" not in current.body:
            raise ValueError("this form has no Submit button")
        if current.id != self.state.views.stack(person.id)[-1].id:
            raise ValueError("another form lies on top of this one")
        filled = await self._filled(person, current, values or {})
        wrong = complaints(filled.blocks, filled.values)
        if wrong:
            raise Incomplete(wrong)
        ack = await self.dispatch.interaction(self.payloads.view_submission(person, filled))
        apply_submission(self.state, filled, ack)
        return ack

    async def close(self, view: View) -> Ack | None:
        """Cancel a modal; None when it does not ask to be told."""
        person, current = self._at(view.user, view)
        if not isinstance(current, View):
            return None
        told: Ack | None = None
        for closed in reversed(self.state.views.close(current)):
            if closed.body.get("notify_on_close"):
                told = await self.dispatch.interaction(self.payloads.view_closed(person, closed))
        return told

    async def fill(self, user: str, view: View, values: Mapping[str, Any]) -> View:
        """Type into a modal without submitting it."""
        person, current = self._at(user, view)
        if not isinstance(current, View):
            raise LookupError("this form is closed")
        return await self._filled(person, current, values)

    def _at(self, user: str, target: Message | View) -> tuple[Resident, Message | View]:
        person = self.workspace.person(user)
        if isinstance(target, Message):
            if target.shown_to not in (None, person.id):
                raise ValueError(f"{person.name} does not see this message")
            return self.seated(user, self.workspace.conversations[target.channel]), self.current(target)
        current = self.state.views.current(target.id)
        if current is None or current.user != person.id:
            raise LookupError("this view is closed")
        return person, current

    def _action(self, block: Json, element: Json) -> Json:
        known = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        return known | {"action_ts": self.workspace.ids.ts()}

    async def _acted(self, person: Resident, target: Message | View, action: Json) -> Ack:
        if isinstance(target, View):
            return await self.dispatch.interaction(self.payloads.view_press(person, target, action))
        values = self.message_values.get((person.id, target.channel, target.ts), {})
        return await self.dispatch.interaction(self.payloads.message_press(person, target, action, values))

    def _noted(
        self, person: Resident, target: Message | View, block_id: str, action_id: str, value: Json
    ) -> Message | View:
        if isinstance(target, Message):
            blocks = self.message_values.setdefault((person.id, target.channel, target.ts), {})
            blocks.setdefault(block_id, {})[action_id] = value
            return target
        typed = {**target.values, block_id: {**target.values.get(block_id, {}), action_id: value}}
        return self.state.views.set(replace(target, values=typed))

    async def _filled(self, person: Resident, view: View, values: Mapping[str, Any]) -> View:
        state = state_of(view.blocks, view.values)
        for name, value in values.items():
            block, element = input_of(view, name) or element_of(view, name, None)
            state[block["block_id"]][element["action_id"]] = await self._answer(person, view, block, element, value)
        return self.state.views.set(replace(view, values=state, errors={}, trouble=""))

    async def _answer(self, person: Resident, target: Message | View, block: Json, element: Json, value: Any) -> Json:
        kind = element["type"]
        if value in (None, "", []):
            return answer(kind, None)
        if kind in _AS_TEXT:
            return answer(kind, str(value))
        if kind == "datetimepicker":
            return answer(kind, _instant(str(value), person))
        choices = list(value) if isinstance(value, list | tuple) else [value]
        picked = [await self._picked(person, target, block, element, choice) for choice in choices]
        return answer(kind, picked if is_list(kind) else picked[0])

    async def _picked(self, person: Resident, target: Message | View, block: Json, element: Json, choice: Any) -> Any:
        kind = element["type"]
        if "users" in kind:
            return self.workspace.person(str(choice)).id
        if "channels" in kind or "conversations" in kind:
            return self.workspace.place(str(choice)).id
        if "external" not in kind:
            return pick(element, str(choice))
        if isinstance(choice, Mapping):
            return dict(choice)
        groups = await self._suggested(person, target, block, element, str(choice))
        offered = [option for group in groups for option in group["options"]]
        return pick({"options": offered}, _only(offered, str(choice)))

    async def _suggested(
        self, person: Resident, target: Message | View, block: Json, element: Json, query: str
    ) -> list[Json]:
        if "external" not in element["type"]:
            raise LookupError(f"{element['action_id']} asks the bot for no options")
        if len(query) < element.get("min_query_length", 3):
            return []
        asked = self.payloads.suggestion(person, target, block["block_id"], element["action_id"], query)
        return read_options(self.state, await self.dispatch.interaction(asked))


def _only(offered: list[Json], query: str) -> str:
    exact = [item["value"] for item in offered if query in (item["text"]["text"], item["value"])]
    return str(exact[0] if exact else offered[0]["value"] if len(offered) == 1 else query)


def _instant(value: str, person: Resident) -> int:
    """Seconds since 1970; what is not that is a day and time where the person is, such as 2026-11-23T09:00."""
    if value.isdigit():
        return int(value)
    return int(datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(person.tz)).timestamp())
