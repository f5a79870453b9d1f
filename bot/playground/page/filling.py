"""What people press, pick and fill in, in messages, Home and modals."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.playground.carriers import Ack
from bot.playground.forms import Forms
from bot.playground.inputs import Incomplete
from bot.playground.page.actions import Action
from bot.playground.page.conversation import message_of
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.views import View
from bot.playground.workspace import Json, Message

_NO_ANSWER = "did not answer as it should. Try again in a moment."


class Filling:
    """Buttons, selects and forms; `talk` and `forms` are the same local Slack."""

    def __init__(self, talk: Talk, forms: Forms) -> None:
        self._talk = talk
        self._forms = forms

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {
            "press": self._press,
            "select": self._select,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "quit": self._quit,
        }

    async def context(self, person: Resident) -> Mapping[str, object]:
        """What its templates need."""
        return {"picked": partial(self._picked, person.id)}

    def _picked(self, user: str, message: Message) -> Mapping[str, Mapping[str, Any]]:
        return self._forms.message_values.get((user, message.channel, message.ts), {})

    async def _press(self, asked: Json) -> Json:
        target, typed = self._target(asked), asked.get("typed")
        return self._answered(
            await self._forms.press(asked["as"], target, asked["name"], block_id=asked["block"], typed=typed)
        )

    async def _select(self, asked: Json) -> Json:
        target = self._target(asked)
        if isinstance(target, View) and asked.get("typed"):
            target = await self._forms.fill(asked["as"], target, asked["typed"])
        return self._answered(
            await self._forms.select(asked["as"], target, asked["name"], asked["choice"], block_id=asked["block"])
        )

    async def _suggest(self, asked: Json) -> Json:
        target = self._target(asked)
        groups = await self._forms.suggest_groups(
            asked["as"], target, asked["name"], str(asked["query"]), block_id=asked["block"]
        )
        return {"groups": groups}

    async def _submit(self, asked: Json) -> Json:
        view = self._view(asked)
        try:
            await self._forms.submit(asked["as"], view, asked["typed"])
        except Incomplete as refusal:
            self._forms.state.views.show_errors(self._view(asked), refusal.errors)
        return {}

    async def _close(self, asked: Json) -> Json:
        await self._forms.close(self._view(asked))
        return {}

    async def _quit(self, asked: Json) -> Json:
        view = self._view(asked)
        await self._forms.close(self._forms.state.views.current(view.root_id) or view)
        return {}

    def _answered(self, ack: Ack) -> Json:
        return {} if ack.ok else {"error": f"{self._talk.workspace.install.bot.real_name} {_NO_ANSWER}"}

    def _target(self, asked: Json) -> Message | View:
        return self._view(asked) if asked.get("view") else message_of(self._talk, asked)

    def _view(self, asked: Json) -> View:
        view = self._forms.state.views.current(str(asked["view"]))
        if view is None:
            raise LookupError("this view is closed")
        return view
