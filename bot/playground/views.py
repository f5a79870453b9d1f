"""Open modals, in stacks of three a person, and each person's Home."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.playground.blocks import check_view, elements_of, with_ids
from bot.playground.errors import ApiError
from bot.playground.workspace import Json, Workspace

STACK_LIMIT = 3


@dataclass(frozen=True, slots=True)
class View:
    """A modal or Home as it stands.

    `values` is what was typed so far, `errors` what the bot said of it, by block_id; `trouble` is what Slack says when
    it could not be submitted.
    """

    id: str
    user: str
    hash: str
    body: Json
    root_id: str
    previous_id: str | None = None
    values: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, every one with a block_id."""
        return list(self.body["blocks"])

    @property
    def title(self) -> str:
        """The words in its title bar; empty for Home."""
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """What the bot calls it."""
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the bot keeps in it."""
        return str(self.body.get("private_metadata", ""))


class Views:
    """All views of a workspace. Each change gives a new hash."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        """A person's open modals, the visible one last."""
        return list(self._stacks.get(user_id, ()))

    def top(self, user_id: str) -> View | None:
        """The modal that a person sees."""
        stack = self._stacks.get(user_id)
        return stack[-1] if stack else None

    def current(self, view_id: str) -> View | None:
        """The view with this id, if it is still there."""
        return next((view for view in self._all() if view.id == view_id), None)

    def open(self, user_id: str, body: object) -> View:
        """Show a modal in place of whatever was open. ApiError as check_view, and duplicate_external_ids."""
        checked = self._checked(body, "modal")
        view_id = self._workspace.ids.next("V")
        view = View(view_id, user_id, self._hash(), checked, root_id=view_id)
        self._stacks[user_id] = [view]
        return self._shown(view)

    def push(self, user_id: str, body: object) -> View:
        """Show a modal on top of the open one. ApiError: push_limit_reached, and as `open`."""
        stack = self._stacks.get(user_id, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        checked = self._checked(body, "modal")
        view_id = self._workspace.ids.next("V")
        view = View(view_id, user_id, self._hash(), checked, root_id=stack[0].id, previous_id=stack[-1].id)
        stack.append(view)
        return self._shown(view)

    def update(self, old: View, body: object, hash_: object = None) -> View:
        """Replace a view; what was typed stays where block_id and action_id stay. ApiError: hash_conflict."""
        self._fresh(old, hash_)
        checked = self._checked(body, old.body["type"], besides=old.id)
        return self.set(
            replace(old, body=checked, hash=self._hash(), values=_kept(old, checked), errors={}, trouble="")
        )

    def publish(self, user_id: str, body: object, hash_: object = None) -> View:
        """Replace a person's Home. ApiError: hash_conflict, and as `open`."""
        old = self.homes.get(user_id)
        if old:
            self._fresh(old, hash_)
        checked = self._checked(body, "home", besides=old.id if old else None)
        view_id = old.id if old else self._workspace.ids.next("V")
        view = View(view_id, user_id, self._hash(), checked, root_id=view_id, values=_kept(old, checked) if old else {})
        self.homes[user_id] = view
        return self._shown(view)

    def set(self, view: View) -> View:
        """Store a view that changed in place, such as by what was typed."""
        if view.body["type"] == "home":
            self.homes[view.user] = view
        stack = self._stacks.get(view.user, [])
        self._stacks[view.user] = [view if view.id == old.id else old for old in stack]
        return self._shown(view)

    def show_errors(self, view: View, errors: Mapping[str, str]) -> View:
        """Show what the bot says of some inputs, by block_id."""
        return self.set(replace(view, errors=dict(errors)))

    def show_trouble(self, view: View, words: str) -> View:
        """Say that it could not be submitted; everything that was typed stays."""
        return self.set(replace(view, trouble=words))

    def close(self, view: View) -> list[View]:
        """Take a modal and what stands on it away, all of the stack when it says clear_on_close; what was closed."""
        stack = self._stacks.get(view.user, [])
        at = next((index for index, old in enumerate(stack) if old.id == view.id), len(stack))
        kept = 0 if view.body.get("clear_on_close") else at
        self._stacks[view.user] = stack[:kept]
        self._workspace.changed()
        return stack[kept:]

    def clear(self, user_id: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(user_id, None)
        self._workspace.changed()

    def forget(self) -> None:
        """Close every modal and take every Home away."""
        self._stacks.clear()
        self.homes.clear()

    def by_external_id(self, external_id: str) -> View | None:
        """The view that the bot named so."""
        return next((view for view in self._all() if external_id and view.body.get("external_id") == external_id), None)

    def _all(self) -> list[View]:
        return [*self.homes.values(), *(view for stack in self._stacks.values() for view in stack)]

    def _checked(self, body: object, kind: str, besides: str | None = None) -> Json:
        checked = check_view(body)
        if checked["type"] != kind:
            raise ApiError("invalid_arguments", [f"[ERROR] must be a {kind} [json-pointer:/view/type]"])
        namesake = self.by_external_id(checked.get("external_id", ""))
        if namesake and namesake.id != besides:
            raise ApiError("duplicate_external_ids")
        return {**checked, "blocks": with_ids(checked["blocks"], self._workspace.ids)}

    def _fresh(self, view: View, hash_: object) -> None:
        if hash_ and hash_ != view.hash:
            raise ApiError("hash_conflict")

    def _hash(self) -> str:
        return f"{int(self._workspace.now())}.{self._workspace.ids.secret()[:8]}"

    def _shown(self, view: View) -> View:
        self._workspace.changed()
        return view


def _kept(old: View, body: Json) -> dict[str, dict[str, Json]]:
    kept: dict[str, dict[str, Json]] = {}
    for block in body["blocks"]:
        typed = old.values.get(block["block_id"], {})
        names = [element["action_id"] for element in elements_of(block)]
        same = {name: typed[name] for name in names if name in typed}
        if same:
            kept[block["block_id"]] = same
    return kept
