"""What people say and do in conversations: commands, messages, mentions, reactions, shortcuts, Home."""

from collections.abc import Sequence

from bot.playground.acks import show_command_ack
from bot.playground.carriers import Ack
from bot.playground.methods.reactions import with_reaction, without_reaction
from bot.playground.residents import Resident
from bot.playground.seats import Seats
from bot.playground.typed import as_command, as_message
from bot.playground.uploads import Attached, attach
from bot.playground.views import View
from bot.playground.workspace import Conversation, Message


class Talk(Seats):
    """Each action returns when the bot has acknowledged, or failed to."""

    async def command(self, user: str, command: str, text: str = "", *, channel: str | None = None) -> Ack:
        """Type a slash command in a channel, by default in the direct message. ValueError: no such command."""
        if command not in {name for name, _, _ in self.commands}:
            raise ValueError(f"{command} is not a valid command")
        room = self.workspace.place(channel or user)
        person = self.seated(user, room)
        payload = self.payloads.command(person, room, command, as_command(text.strip(), self.workspace))
        ack = await self.dispatch.command(payload)
        show_command_ack(self.state, payload, ack)
        return ack

    async def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Sequence[Attached] = ()
    ) -> Message:
        """Write a message; the bot hears it where it is mentioned, and in its direct messages."""
        message = self._written(user, self.workspace.place(channel), text, thread_ts, files)
        await self._heard(message)
        return message

    async def mention(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Sequence[Attached] = ()
    ) -> Ack:
        """Mention the bot in a channel where it is. ValueError."""
        room = self.workspace.place(channel)
        bot = self.workspace.install.bot
        if bot.user_id not in room.members:
            raise ValueError(f"the bot is not in {room.name}")
        message = self._written(user, room, f"@{bot.name} {text}", thread_ts, files)
        return await self.dispatch.event(self.payloads.said("app_mention", message))

    async def dm(self, user: str, text: str = "", thread_ts: str | None = None, files: Sequence[Attached] = ()) -> Ack:
        """Write to the bot directly; `files` are names and bytes."""
        room = self.workspace.direct(self.workspace.person(user).id)
        message = self._written(user, room, text, thread_ts, files)
        return await self.dispatch.event(self.payloads.said("message", message))

    async def react(self, user: str, message: Message, name: str) -> Ack | None:
        """Add a reaction; None when the bot is not in that channel and so hears nothing."""
        person = self.seated(user, self.workspace.conversations[message.channel])
        new = self.workspace.put(with_reaction(self.current(message), name, person.id))
        return await self._reacted("reaction_added", person, new, name)

    async def unreact(self, user: str, message: Message, name: str) -> Ack | None:
        """Take a reaction back; None when the bot hears nothing of it."""
        person = self.seated(user, self.workspace.conversations[message.channel])
        new = self.workspace.put(without_reaction(self.current(message), name, person.id))
        return await self._reacted("reaction_removed", person, new, name)

    async def shortcut(self, user: str, callback_id: str, message: Message) -> Ack:
        """Use a message shortcut on any message that this person sees, threads included. LookupError."""
        exact = next((name for name, title in self.shortcuts if callback_id in (name, title)), None)
        if exact is None:
            raise LookupError(f"there is no shortcut {callback_id}")
        person = self.seated(user, self.workspace.conversations[message.channel])
        return await self.dispatch.interaction(self.payloads.message_action(person, exact, self.current(message)))

    async def open_home(self, user: str) -> View | None:
        """Open the bot's Home tab, and wait for the bot to publish it within the deadline."""
        person = self.workspace.person(user)
        before = self.home(user)
        await self.dispatch.event(self.payloads.home_opened(person))
        try:
            return await self.until(lambda: self._newer_home(user, before), self.dispatch.deadline)
        except TimeoutError:
            return before

    async def join(self, user: str, channel: str) -> Ack | None:
        """Enter a channel; None when the bot is not in it. To invite the bot, name it."""
        person, room = self.workspace.person(user), self.workspace.place(channel)
        joined = self.workspace.join(room, person.id)
        if self.workspace.install.bot.user_id not in joined.members:
            return None
        return await self.dispatch.event(self.payloads.member_joined(person.id, joined))

    async def arrive(self, person: Resident) -> Ack:
        """A new member joins the workspace."""
        self.workspace.set_person(person)
        return await self.dispatch.event(self.payloads.person_event("team_join", person))

    async def change(self, person: Resident) -> Ack:
        """A member's profile changes, or the member is deactivated."""
        self.workspace.set_person(person)
        return await self.dispatch.event(self.payloads.person_event("user_change", person))

    async def revoke(self) -> Ack:
        """Remove the bot from the workspace: it is told so, and its tokens are refused from now on."""
        self.workspace.is_installed = False
        await self.dispatch.event(self.payloads.tokens_revoked())
        return await self.dispatch.event(self.payloads.app_uninstalled())

    async def deliver_again(self, number: int = 1, reason: str = "") -> Ack:
        """Deliver the latest event once more, as a retry; by default because the answer did not come in time."""
        return await self.dispatch.event_again(number, reason)

    def _newer_home(self, user: str, before: View | None) -> View | None:
        view = self.home(user)
        return view if view and (before is None or view.hash != before.hash) else None

    def _written(
        self, user: str, room: Conversation, text: str, thread_ts: str | None, files: Sequence[Attached]
    ) -> Message:
        person = self.seated(user, room)
        if thread_ts and self.workspace.find(room.id, thread_ts) is None:
            raise LookupError("there is no such thread")
        return self.workspace.put(
            Message(
                channel=room.id,
                ts=self.workspace.ids.ts(),
                user=person.id,
                text=as_message(text, self.workspace),
                thread_ts=thread_ts,
                files=attach(self.state, person.id, files),
                client_msg_id=self.workspace.ids.secret(),
            )
        )

    async def _heard(self, message: Message) -> None:
        room = self.workspace.conversations[message.channel]
        bot = self.workspace.install.bot.user_id
        if bot not in room.members:
            return
        if room.kind == "im":
            await self.dispatch.event(self.payloads.said("message", message))
        elif bot in message.pings:
            await self.dispatch.event(self.payloads.said("app_mention", message))

    async def _reacted(self, kind: str, person: Resident, message: Message, name: str) -> Ack | None:
        if self.workspace.install.bot.user_id not in self.workspace.conversations[message.channel].members:
            return None
        return await self.dispatch.event(self.payloads.reaction(kind, person.id, message, name))
