"""What the people of Company X say to each other in week eight: praise, feedback, goals, and an agenda of two.

`@emil` is a mention of Emil, in words and in the values of a form.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """What one of them types; `value` is the company's that it names, where the company goes by it."""

    handle: str
    words: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that one of them sends. `in_days` is when it is due, counted from the day on which it is sent."""

    handle: str
    form: str
    values: dict[str, str] = field(default_factory=dict)
    in_days: int | None = None


TALK: tuple[Line | Sent, ...] = (
    Line("emil", "/praise @farah The product pages read as if a friend had written them", "Customer first"),
    Line("farah", "/feedback @emil Tell us the number first, then the story. --kind Suggestion"),
    Line("ana", "/feedback @emil You brought us five testers in a day. --visible manager --kind Strength --about KR-5"),
    Line("emil", "/feedback @farah Your questions at the fair made people stop. Ask them here, too."),
    Line("chen", "/feedback ask @emil What should Finance tell Marketing earlier?"),
    Sent("emil", "oneonone topic", {"person": "@ines", "text": "Who speaks at the fair in Milan"}),
    Sent(
        "ines", "oneonone action", {"person": "@emil", "text": "Book the stand in Milan", "owner": "@emil"}, in_days=11
    ),
)

GOALS_OF = ("emil", "ines")
"""Whose goals they are, and who approves them."""
GOALS = (
    "/goal new Win 3,000 people who order before they can buy --weight 50 --follows KR-5",
    "/goal new Speak at fairs --weight 30 from 0 to 10 --unit talks",
    "/goal new Hear out customers in their kitchens --weight 20 from 0 to 12 --unit visits",
    "/goal submit",
)
PROGRESS = "/goal update {code} 4 Spoke in Lyon"
"""Of the second one, once they are approved."""
