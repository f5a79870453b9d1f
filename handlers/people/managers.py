"""Who is whose manager; each change is told to everybody whom it concerns."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Card
from handlers.chat.fields import Keyword, Label
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.goals.approving import sending
from handlers.people import screens
from handlers.people.fields import PeopleRef, PersonRef
from handlers.people.rights import require_set_up
from storage import audit, people, roles
from storage.people import Somebody


class SetManager(Form, command="rungs manager", title="Set the manager", example="/rungs manager @ben @chen --is @ana"):
    """Say who is the manager of one or several people."""

    people: Annotated[PeopleRef, Label("People", "Who reports to the manager.")]
    manager: Annotated[PersonRef, Keyword("--is")]


def set_manager(ask: Ask, form: SetManager) -> Reply:
    """Give people their manager, unless somebody would end up above themselves."""
    require_set_up(ask, "set managers")
    manager = form.manager
    roles.lock_company(ask.db, ask.workspace_id)
    moved = [person for person in form.people if person.manager_id != manager.id]
    if not moved:
        raise Refused(f"{manager.name} is their manager already.")
    _check_no_loop(ask, manager, moved)
    former = people.by_ids(ask.db, {person.manager_id for person in moved if person.manager_id is not None})
    roles.set_manager(ask.db, [person.id for person in moved], manager.id)
    sending.withhold(ask.db, ask.workspace_id, [person.id for person in moved])
    _record(ask, moved, manager)
    outgoing.tell_many(ask, _notes(ask, manager, moved, former))
    return Whisper(screens.managers_set(manager, moved))


def _check_no_loop(ask: Ask, manager: Somebody, moved: Sequence[Somebody]) -> None:
    above = roles.line_above(ask.db, manager.id)
    for person in moved:
        if person.id == manager.id:
            raise Refused(f"{person.name} cannot be their own manager. Name somebody else.")
        if person.id in above:
            raise Refused(
                f"{manager.name} reports to {person.name}, so it cannot be the other way round as well. "
                f"Give {manager.name} another manager first."
            )


def _record(ask: Ask, moved: Sequence[Somebody], manager: Somebody) -> None:
    """One entry for all who move to the manager, so that their number costs nothing."""
    before = {f"person:{person.id}": person.manager_id for person in moved}
    after = {f"person:{person.id}": manager.id for person in moved}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "set manager", f"person:{manager.id}", ask.now, before, after)


def _notes(ask: Ask, manager: Somebody, moved: Sequence[Somebody], former: Mapping[int, Somebody]) -> Sequence[Note]:
    """A message for each whom it concerns, but for the one who did it and sees the answer."""
    cards: list[tuple[int, Card]] = [(manager.id, screens.you_manage(moved, ask.person))]
    for person in moved:
        before = former.get(person.manager_id) if person.manager_id is not None else None
        cards.append((person.id, screens.you_have_manager(manager, before, ask.person)))
    for before in former.values():
        theirs = [person for person in moved if person.manager_id == before.id]
        cards.append((before.id, screens.you_managed(theirs, manager, ask.person)))
    return [Note(person_id, card) for person_id, card in cards if person_id != ask.person.id]
