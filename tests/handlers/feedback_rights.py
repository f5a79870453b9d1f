"""The rights table of what is said between people: feedback, praise, evidence, one-to-ones, goals, answers.

Of each thing it says who reads its words, to whom they are sent, and what each role may do with it by its code or its
number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal[
    "author",
    "receiver",
    "manager",
    "later manager",
    "manager's manager",
    "peer",
    "HR",
    "HR of another team",
    "super user",
    "guest",
    "deactivated",
]
Roles = frozenset[Role]

ROLES: Final[tuple[Role, ...]] = Role.__args__  # type: ignore[attr-defined]
NOBODY: Final[Roles] = frozenset()
OUTSIDE: Final[Roles] = frozenset(("guest", "deactivated"))
MEMBERS: Final[Roles] = frozenset(ROLES) - OUTSIDE
PAIR: Final[Roles] = frozenset(("author", "receiver"))
"""Who gave it and who got it; the two of a one-to-one; who sees the private objective."""
ABOVE: Final[Roles] = frozenset(("later manager", "manager's manager", "HR"))
"""Who sees the receiver's goals beside the receiver: the managers up the line as it is now, and HR of everybody."""
ALL_OF_GOALS: Final[Roles] = ABOVE | {"receiver"}


def only(*roles: Role) -> Roles:
    return frozenset(roles)


@dataclass(frozen=True, slots=True)
class Secret:
    """A word that stands in one thing and nowhere else: who finds it on a screen, and to whom it is written.

    `code` is the thing's, if it has one, which nobody else is told of. `is_posted` says that a channel has it, too.
    """

    reads: Roles
    told: Roles = NOBODY
    code: str = ""
    is_posted: bool = False


SECRETS: Final[Mapping[str, Secret]] = {
    "aardvark": Secret(PAIR, told=only("receiver"), code="F-1"),
    "bandicoot": Secret(PAIR | {"manager"}, told=only("receiver"), code="F-2"),
    "capybara": Secret(MEMBERS, told=only("receiver"), code="F-3"),
    "dormouse": Secret(NOBODY, code="F-4"),
    "dugong": Secret(NOBODY),
    "echidna": Secret(MEMBERS, code="F-5", is_posted=True),
    "fennec": Secret(PAIR, told=only("author")),
    "gerbil": Secret(only("manager"), told=only("author", "manager")),
    "gecko": Secret(only("manager"), told=only("author")),
    "hedgehog": Secret(only("author", "manager"), told=only("manager"), code="F-6"),
    "ibex": Secret(PAIR | {"manager"}, told=only("receiver"), code="F-7"),
    "jackal": Secret(only("receiver", "manager"), told=only("receiver")),
    "kestrel": Secret(only("manager")),
    "tarsier": Secret(only("author")),
    "lemur": Secret(PAIR, told=PAIR),
    "marmot": Secret(PAIR, told=PAIR),
    "numbat": Secret(ALL_OF_GOALS, told=only("receiver", "later manager"), code="G-1"),
    "ocelot": Secret(ALL_OF_GOALS),
    "okapi": Secret(ALL_OF_GOALS, told=only("receiver", "later manager"), code="G-2"),
    "pangolin": Secret(ALL_OF_GOALS, told=only("receiver")),
    "puma": Secret(NOBODY),
    "quoll": Secret(ALL_OF_GOALS, code="G-3"),
    "quokka": Secret(PAIR, code="O-1"),
    "raccoon": Secret(PAIR, told=PAIR, code="KR-1"),
    "serval": Secret(PAIR),
    "tapir": Secret(PAIR, told=only("author")),
    "urial": Secret(MEMBERS, told=only("receiver")),
}
"""Aardvark to echidna are feedback: private, for the manager too, public, taken back with an addition, and praise.

Fennec asks about the receiver who asks, gerbil and gecko about a report, hedgehog and ibex are answers: to the manager
alone, and to the report. Jackal is kept as evidence with the note kestrel, tarsier is a message whose form stands open.
Lemur and marmot are on the agenda of author and receiver. Numbat, okapi, puma are the receiver's goals: one with the
update ocelot, one that follows KR-1 of the private O-1, and one that was dropped because of the quoll; pangolin is a
comment that had not reached the manager when there was another. Quokka and raccoon are that objective and its key
result, serval a check-in, tapir its answer; urial answers a check-in of an open key result.
"""


@dataclass(frozen=True, slots=True)
class Use:
    """One way to name a thing, by its code or its number; a number is written as {name}, and so is any person.

    To whoever neither may do it nor is told why not, it is as if the thing were not there.
    """

    words: str
    done: Roles
    refused: Roles = NOBODY


def _feedback(code: str, readers: Roles) -> tuple[Use, ...]:
    """What is done with feedback: read by its readers; changed, taken back and added to by its author alone."""
    own = readers & {"author"}
    others = readers - own
    words = ("edit {} Mild", "withdraw {}", "add {} And more")
    return (
        Use(f"feedback show {code}", readers),
        *(Use(f"feedback {one.format(code)}", own, others) for one in words),
    )


USES: Final[tuple[Use, ...]] = (
    *_feedback("F-1", PAIR),
    *_feedback("F-2", PAIR | {"manager"}),
    *_feedback("F-3", MEMBERS),
    *_feedback("F-4", NOBODY),
    *_feedback("F-5", MEMBERS),
    *_feedback("F-6", only("author", "manager")),
    *_feedback("F-7", PAIR | {"manager"}),
    Use("press feedback answer request={waiting} text=Fine", only("author")),
    Use("press feedback decline request={waiting}", only("author")),
    Use("press feedback answer request={over} text=Fine", NOBODY, only("author")),
    Use("press feedback decline request={over}", NOBODY, only("author")),
    Use("press feedback answer request={answered} text=Fine", NOBODY, only("author")),
    Use("press feedback decline request={answered}", NOBODY, only("author")),
    Use("okr show KR-1", PAIR),
    Use("press checkin answer check_in={private check-in} text=Fine", PAIR),
    Use("press checkin answer check_in={open check-in} text=Fine", MEMBERS),
    Use("press oneonone done item={topic} done=yes", PAIR),
    Use("press oneonone done item={action} done=yes", PAIR),
    *(Use(f"goal {one} G-1", ALL_OF_GOALS) for one in ("show", "why")),
    *(Use(f"goal {one} numbat", ALL_OF_GOALS) for one in ("show", "why")),
    *(
        Use(f"goal {one}", only("receiver"), ABOVE)
        for one in (
            "update G-1 5",
            "edit G-1 --weight 30",
            "edit G-1",
            "drop G-1 --reason Gone",
        )
    ),
    Use("goal drop numbat --reason Gone", only("receiver")),
    Use("press goal edit-goal goal=G-1 weight=30", only("receiver"), ABOVE),
    *(Use(f"goal {one} G-3", NOBODY, ALL_OF_GOALS) for one in ("show", "why")),
    Use("press goal undo update={update}", only("receiver")),
    Use("press goal plan plan={plan}", only("receiver", "later manager"), only("manager's manager", "HR")),
    Use("press goal comment plan={plan} text=Fine", only("receiver", "later manager"), only("manager's manager", "HR")),
    Use("press goal approve plan={plan}", only("later manager"), only("receiver", "manager's manager", "HR")),
)
"""By each command that names a thing."""

TELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "feedback list": (
        "feedback list",
        "feedback list given",
        "feedback list {receiver}",
        "feedback list {author}",
        "feedback list {manager}",
        "press feedback list whose=received page=2",
    ),
    "rungs evidence": ("rungs evidence", "press rungs evidence about=yes", "press rungs evidence page=2"),
    "goal list": ("goal list", "goal list {receiver}", "goal list {receiver} --cycle 2026-Q4", "goal list {author}"),
    "oneonone": ("oneonone {author}", "oneonone {receiver}", "oneonone {manager}"),
    "oneonone met": ("press oneonone met person={author}", "press oneonone met person={receiver}"),
    "oneonone topic": ("oneonone topic {peer} Tea",),
    "oneonone action": ("oneonone action {peer} Tea",),
    "okr list": ("okr list", "okr list all", "okr list {receiver}", "okr list {author}", "okr list team Sales"),
    "okr tree": ("okr tree all",),
    "okr show": ("okr show KR-2", "okr show O-2"),
    "okr why": ("okr why KR-2",),
    "okr search": ("okr search pepper", "okr search person"),
    "digest": ("digest", "digest Sales", "digest company"),
    "rungs home": ("rungs home",),
    "rungs me": ("rungs me",),
    "rungs settings": ("rungs settings",),
    "rungs team show": ("rungs team show Sales",),
    "checkin": ("checkin",),
    "goal new": ("goal new Tea",),
    "goal submit": ("goal submit",),
}
"""By each command that names no thing and tells of many, or might."""

NAMES_NONE: Final[Mapping[str, str]] = {
    "feedback": "it gives what is new; whose message a form is about is tried with every number",
    "praise": "the same",
    "feedback ask": "the same",
    "evidence save": "it keeps a message that one's own form has put aside; tried with every number",
    "checkin edit": "it takes a key result; tests/handlers/rights.py",
    "checkin later": "it sets a reminder, and names nothing",
    "feedback later": "the same",
}
"""Commands of these capabilities that name nothing that is there."""

AREAS: Final = ("feedback", "praise", "evidence", "goal", "oneonone", "checkin", "rungs evidence")
"""The beginnings of all commands that have to stand in this table."""
