"""Publishing a draft: from then on it counts."""

from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import spans
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs.drafting import cards
from handlers.okrs.drafting.drafts import must_be_draft, show_published, talk_of
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.refusals import ask_owner
from handlers.okrs.rights import may_change
from handlers.okrs.seeing.show import sharing
from storage import audit, okr_drafts
from storage.cycles import cycle_of
from storage.okr_lines import ObjectiveLine, known_objective
from storage.rollups import lock_objectives, recompute_objective


class Publish(Form, command="okr publish", title="Publish", submit="Publish", example="/okr publish O-2"):
    """Let a draft count from now on."""

    objective: Annotated[ObjectiveRef, Label("Objective", "A draft: its code, or some words of its title.")]


def publish(ask: Ask, form: Publish) -> Reply:
    """Publish the draft: it is listed, rolled up and checked in from now on, and its card says so."""
    line = form.objective
    if not may_change(ask, line):
        raise ask_owner(line, "publish")
    must_be_draft(line)
    if line.due_on < ask.company_today:
        raise Refused(
            f"{line.code} was due on {line.due_on}, which is over, so nothing was published. "
            f"Give it a cycle that is not over first: /okr edit {line.code} --cycle {_running(ask)}."
        )
    _let_it_count(ask, line)
    made = known_objective(ask.db, ask.workspace_id, line.code)
    after = {"published": made.published_at}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "publish", line.code, ask.now, after=after)
    talk = talk_of(ask, made)
    reschedule_people(ask.db, ask.company, ask.workspace_id, [one.owner_id for one in talk.key_results], ask.now)
    show_published(ask, made)
    if made.owner_id != ask.person.id:
        outgoing.tell(ask, made.owner_id, cards.published_told(made, ask.writer))
    tell_followers(ask, made, spans(ask.writer, " published it: it counts from now on."))
    return Whisper(cards.publish_answer(talk), share=sharing(made))


def _let_it_count(ask: Ask, line: ObjectiveLine) -> None:
    """Publish it, and bring what it feeds up to date. Raises Refused where that cannot be."""
    # Until it is published it feeds nothing, so the one above is locked by name.
    lock_objectives(ask.db, [line.id] if line.parent_id is None else [line.id, line.parent_id])
    if line.parent_id is not None and okr_drafts.is_draft(ask.db, line.parent_id):
        raise Refused(
            f"The objective that {line.code} is part of is a draft still, so nothing was published. "
            f"Publish that first, or take {line.code} out: /okr align {line.code} --parent none."
        )
    if not okr_drafts.publish(ask.db, line.id, max(ask.company_today, line.starts_on), ask.now):
        raise Refused(f"{line.code} was published or dropped a moment ago. See what there is: /okr list.")
    recompute_objective(ask.db, line.id)


def _running(ask: Ask) -> str:
    return cycle_of(ask.company_today, ask.company.cycles).label
