"""Who sets things up, and what those who may not are told."""

from collections.abc import Sequence

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph
from handlers.chat.reply import Refused
from handlers.chat.text import Mention, Spans, joined
from storage import roles
from storage.people import Somebody


def super_users(ask: Ask) -> tuple[Somebody, ...]:
    """Who sets things up: those whom app.yaml names, else the first few admins of the platform."""
    named = policy.super_user_addresses(ask.company)
    if named:
        return roles.by_emails(ask.db, ask.workspace_id, named)
    return roles.admins(ask.db, ask.workspace_id)


def require_set_up(ask: Ask, deed: str) -> None:
    """Refuse, and name whom to ask, unless the writer may set things up. `deed` as in "make a team"."""
    if policy.may_set_up(ask):
        return
    named = super_users(ask)
    if not named:
        raise Refused(f"Only super users can {deed}, and there is none yet: name one in app.yaml under roles.")
    said = " or ".join(f"@{person.name}" for person in named)
    sentence = f"Only super users can {deed}. Ask {said}."
    body = Paragraph((*Paragraph.of(f"Only super users can {deed}. Ask ").spans, *mentions(named, " or "), *_END))
    raise Refused(sentence, Card(sentence, (body,)))


def require_member(ask: Ask, what: str) -> None:
    """Refuse guests what does not name them. `what` as in "Teams"."""
    if not policy.may_see_company(ask):
        raise Refused(f"{what} are for members of the company. /okr list shows the objectives that name you.")


def mentions(named: Sequence[Somebody], separator: str = ", ") -> Spans:
    """People one after the other."""
    return joined(((Mention(person.id, person.name),) for person in named), separator)


_END = Paragraph.of(".").spans
