"""The first words: to somebody new, and to who sets Rungs up."""

from collections.abc import Sequence

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Element, Paragraph
from handlers.chat.text import Bold, Command, Date, joined, spans
from handlers.check_ins.schedule import next_prompt
from storage import teams
from storage.teams import TeamLine


def welcome(ask: Ask) -> tuple[Element, ...]:
    """What somebody is told once: three lines and two buttons; to who sets things up, the way to the first prompt."""
    if not policy.may_set_up(ask):
        return _three_lines(ask)
    return _way_to_first_prompt(ask, teams.all_teams(ask.db, ask.workspace_id)) or _three_lines(ask)


def first_words(ask: Ask, own: Sequence[TeamLine]) -> tuple[Element, ...]:
    """What stands in front for somebody new, and for who sets things up until a team meets in a channel."""
    if policy.may_set_up(ask) and not any(team.channel for team in own):
        found = own or teams.all_teams(ask.db, ask.workspace_id)
        if way := _way_to_first_prompt(ask, found):
            return way
    return () if ask.person.welcomed else _three_lines(ask)


def _three_lines(ask: Ask) -> tuple[Element, ...]:
    lines = joined(
        (
            spans(Bold("Rungs"), f" keeps the goals of {ask.company.name}: objectives, and how far they are."),
            spans("Once a week you say where your key results stand. It takes a minute: ", Command("/checkin")),
            spans("Everyone can see objectives that are not private. All there is to type: ", Command("/rungs help")),
        ),
        "\n",
    )
    if not policy.may_create_objective(ask):
        return (Paragraph(lines), Button("See what names me", Call("okr list"), "primary"))
    return (
        Paragraph(lines),
        Button("Set my first objective", Call("okr new"), "primary"),
        Button("See my team's", Call("digest")),
    )


def _way_to_first_prompt(ask: Ask, found: Sequence[TeamLine]) -> tuple[Element, ...]:
    """Team, channel, first prompt: what is done and the next step; nothing once a team meets in a channel."""
    if any(team.channel for team in found):
        return ()
    first_prompt = next_prompt(ask.company, ask.now)
    there = first_prompt.astimezone(ask.company.time_zone)
    lines = joined(
        (
            spans("✓ " if found else "1. ", "Make a team and name who is in it: ", Command("/rungs team new")),
            spans("2. Give it the channel in which it meets, and invite Rungs there."),
            spans(
                "3. The first check-in is asked for there ",
                Date(there.date()),
                f" at {there:%H:%M} ({ask.company.time_zone.key}).",
            ),
        ),
        "\n",
    )
    step = (
        Button("Set a channel", Call("rungs team edit", {"team": found[0].name}), "primary")
        if found
        else Button("Make a team", Call("rungs team new"), "primary")
    )
    return (
        Paragraph.of(Bold("Three steps to the first check-in")),
        Paragraph(lines),
        step,
        Button("Set my first objective", Call("okr new")),
    )
