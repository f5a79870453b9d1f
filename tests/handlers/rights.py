"""The rights table: of every command there is, what it does with an objective, and whose it is to do so."""

from dataclasses import dataclass
from typing import Final, Literal

Role = Literal[
    "owner",
    "co-owner",
    "key result's owner",
    "reader",
    "manager",
    "manager's manager",
    "author",
    "follower",
    "peer",
    "team's lead",
    "super user",
    "guest named",
    "guest unnamed",
    "deactivated",
]
Kind = Literal["open", "private", "draft", "private draft"]
Right = Literal["see", "build on", "edit", "update", "edit O-1", "edit G-1", "talk about", "nobody"]

ROLES: Final[tuple[Role, ...]] = Role.__args__  # type: ignore[attr-defined]
KINDS: Final[tuple[Kind, ...]] = Kind.__args__  # type: ignore[attr-defined]

NAMED: Final[frozenset[Role]] = frozenset(
    ("owner", "co-owner", "key result's owner", "reader", "manager", "manager's manager", "author", "guest named")
)
"""Who sees it although it is private."""
COLLEAGUES: Final[frozenset[Role]] = frozenset(("follower", "peer", "team's lead", "super user"))
"""Who sees it while it is open."""
EDITORS: Final[frozenset[Role]] = frozenset(("owner", "co-owner", "author", "team's lead"))
UPDATERS: Final[frozenset[Role]] = frozenset(("owner", "co-owner", "key result's owner", "team's lead"))


def seers(kind: Kind) -> frozenset[Role]:
    """Who sees the objective, its key result and every number of them."""
    match kind:
        case "open" | "draft":
            return NAMED | COLLEAGUES
        case "private" | "private draft":
            return NAMED


def holders(right: Right, kind: Kind) -> frozenset[Role]:
    """Who may do it with an objective of that kind."""
    match right:
        case "see":
            return seers(kind)
        case "edit":
            return seers(kind) & EDITORS
        case "build on" | "talk about":
            return seers(kind) - {"guest named"}
        case "edit O-1":
            return seers(kind) & {"peer", "team's lead"}
        case "edit G-1":
            return seers(kind) & {"peer"}
        case "update":
            return seers(kind) & UPDATERS
        case "nobody":
            return frozenset()


@dataclass(frozen=True, slots=True)
class Use:
    """One way to name the objective {O}, its key result {KR} or a word of their titles {title}, {part} in a command.

    Words that begin with "press" are a button's call, with its fields by name.

    `right` is what it takes; `in_draft` what it takes while the objective is a draft.
    """

    words: str
    right: Right
    in_draft: Right | None = None

    def holders(self, kind: Kind) -> frozenset[Role]:
        """Who may do it with an objective of that kind."""
        return holders(self.in_draft if "draft" in kind and self.in_draft else self.right, kind)


NAMES_ONE: Final[dict[str, tuple[Use, ...]]] = {
    "okr show": (Use("okr show {O}", "see"), Use("okr show {KR}", "see"), Use("okr show {title}", "see")),
    "okr why": (Use("okr why {O}", "see"), Use("okr why {KR}", "see"), Use("okr why {part}", "see")),
    "okr coach": (Use("okr coach {O}", "see"), Use("okr coach {title}", "see")),
    "okr new": (
        Use("okr new Win --parent {O}", "build on", in_draft="nobody"),
        Use("okr new Win --draft --parent {O}", "build on"),
    ),
    "okr kr": (Use("okr kr {O} Sell from 0 to 10", "edit"), Use("okr kr {title} Sell from 0 to 10", "edit")),
    "okr update": (
        Use("okr update {KR} 5000", "update", in_draft="nobody"),
        Use("okr update {O} 5000", "nobody"),
        Use("okr update {part} 5000", "update", in_draft="nobody"),
    ),
    "okr hand-over": (Use("okr hand-over {KR} {peer}", "update"), Use("okr hand-over {part} {peer}", "update")),
    "checkin edit": (Use("checkin edit {KR}", "see"),),
    "okr follow": (Use("okr follow {O}", "see"), Use("okr follow {KR}", "see")),
    "okr unfollow": (Use("okr unfollow {O}", "see"), Use("okr unfollow {KR}", "see")),
    "okr step": (Use("press okr step key_result={KR} step=1", "nobody"),),
    "okr ticks": (Use("press okr ticks key_result={KR}", "nobody"),),
    "okr edit": (
        Use("okr edit {O} --title Better", "edit"),
        Use("okr edit {O}", "edit"),
        Use("okr edit {KR} --title Better", "update"),
        Use("okr edit {KR}", "update"),
        Use("okr edit {title}", "edit"),
        Use("okr edit O-1 --parent {O}", "edit O-1", in_draft="nobody"),
    ),
    "okr edit-objective": (Use("press okr edit-objective objective={O} title=Better", "edit"),),
    "okr edit-key-result": (Use("press okr edit-key-result key_result={KR} title=Better", "update"),),
    "okr align": (
        Use("okr align {O} --parent O-1", "edit"),
        Use("okr align O-1 --parent {O}", "edit O-1", in_draft="nobody"),
        Use("okr align O-1 --parent {title}", "edit O-1", in_draft="nobody"),
    ),
    "okr tree": (Use("okr tree {O}", "see", in_draft="nobody"), Use("okr tree {title}", "see", in_draft="nobody")),
    "okr clone": (
        Use("okr clone {O} --cycle 2027-Q1", "build on"),
        Use("okr clone {title} --cycle 2027-Q1", "build on"),
    ),
    "okr drop": (
        Use("okr drop {O} --reason Gone", "edit"),
        Use("okr drop {KR} --reason Gone", "update"),
    ),
    "okr agree": (Use("okr agree {O}", "nobody", in_draft="talk about"),),
    "okr suggest": (Use("okr suggest {O} --comment Fine", "nobody", in_draft="talk about"),),
    "okr publish": (
        Use("okr publish {O}", "nobody", in_draft="edit"),
        Use("okr publish {title}", "nobody", in_draft="edit"),
    ),
    "okr delete": (Use("okr delete {KR}", "update"), Use("okr delete {KR} --sure", "update")),
    "feedback": (
        Use("feedback somebody.else@company-x.example Well --about {KR}", "build on"),
        Use("feedback somebody.else@company-x.example Well --about {title}", "build on"),
    ),
    "feedback edit": (Use("feedback edit F-999 Well --about {KR}", "nobody"),),
    "goal new": (
        Use("goal new Win --weight 5 --follows {O}", "build on", in_draft="nobody"),
        Use("goal new Win --weight 5 --follows {KR}", "build on", in_draft="nobody"),
        Use("goal new Win --weight 5 --follows {title}", "build on", in_draft="nobody"),
    ),
    "goal edit": (Use("goal edit G-1 --follows {KR}", "edit G-1", in_draft="nobody"),),
    "goal edit-goal": (Use("press goal edit-goal goal=G-1 follows={O}", "edit G-1", in_draft="nobody"),),
}
"""Commands that name an objective or a key result."""

TELLS_OF_MANY: Final[dict[str, tuple[str, ...]]] = {
    "okr list": (
        "okr list",
        "okr list all",
        "okr list {owner}",
        "okr list {key result's owner}",
        "okr list team Sales",
        "okr list company",
        "okr list all not started",
        "okr list all --cycle 2026",
        "okr list --team Sales --status stale",
    ),
    "okr tree": ("okr tree", "okr tree all", "okr tree company", "okr tree --team Sales", "okr tree O-1"),
    "okr search": ("okr search zebra", "okr search okapi", "okr search sell", "okr search O-2"),
    "digest": ("digest", "digest Sales", "digest company"),
    "rungs team show": ("rungs team show Sales",),
    "rungs team list": ("rungs team list",),
    "rungs settings": ("rungs settings",),
    "rungs evidence": ("rungs evidence",),
    "rungs me": ("rungs me",),
    "rungs home": ("rungs home", "home"),
    "feedback list": ("feedback list", "feedback list given", "feedback list {owner}"),
    "checkin": ("checkin",),
    "oneonone": ("oneonone {owner}", "oneonone {key result's owner}"),
}
"""Commands that tell of many objectives, or might."""

SAID_TO_ALL: Final = frozenset(("digest", "rungs team show", "rungs team list", "rungs settings"))
"""Those of them that say the same to everybody: nothing private, whoever asks."""

KNOWS_NO_OBJECTIVE: Final[dict[str, str]] = {
    "goal list": "it names what goals follow only to whom may see that; tests/handlers/test_goals.py",
    "goal show": "the same",
    "goal why": "the same",
    "goal update": "the same; it takes a goal, tests/handlers/test_goals_rights.py",
    "goal undo": "it takes an update of one's own by its number; tests/handlers/test_goals.py",
    "goal drop": "it takes a goal; tests/handlers/test_goals_rights.py",
    "goal submit": "it takes a cycle; tests/handlers/goals/test_approving.py",
    "goal plan": "it takes a plan of goals by its number; tests/handlers/goals/test_approving.py",
    "goal approve": "the same",
    "goal comment": "the same",
    "okr take-over": "it takes a suggestion by its number; tests/e2e/test_privacy.py",
    "okr undo": "it takes a check-in of one's own by its number; tests/e2e/test_privacy.py",
    "checkin answer": "it takes a check-in by its number; tests/handlers/test_check_in_answers.py",
    "checkin later": "it sets a reminder, and names nothing",
    "oneonone topic": "two people and a text",
    "oneonone action": "two people and a text",
    "oneonone done": "it takes an item of one's own by its number; tests/handlers/test_one_to_ones.py",
    "oneonone met": "two people",
    "evidence save": "it is about a person",
    "feedback show": "it takes feedback by its code; tests/handlers/test_feedback.py has what that may be about",
    "feedback withdraw": "the same",
    "feedback add": "the same",
    "praise": "it names people and a team; tests/handlers/test_praise.py",
    "feedback ask": "it is about a person; tests/handlers/feedback/asking",
    "feedback answer": "it takes a request by its number; tests/handlers/feedback/asking",
    "feedback decline": "the same",
    "feedback later": "it sets a reminder, and names nothing",
    "rungs help": "its examples are of no company",
    "rungs me change": "settings of one's own",
    "rungs team new": "teams and people",
    "rungs team add": "teams and people",
    "rungs team remove": "teams and people",
    "rungs team edit": "teams and people",
    "rungs manager": "people",
    "rungs switch": "it sets one of two switches, and names nothing",
    "rungs import": "it tells of what its sender sees alone; tests/handlers/transfer/test_chat.py",
    "rungs import apply": "it takes files by their number; tests/handlers/transfer/test_chat.py",
    "rungs import cancel": "it takes files by their number; tests/handlers/transfer/test_chat.py",
    "rungs export": "it answers that files come by direct message; tests/handlers/transfer/test_exporting.py",
}
"""Commands that know of no objective, and why."""
