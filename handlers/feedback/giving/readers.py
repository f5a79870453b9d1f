"""Who reads a feedback, in words, and what of the thing it is about they may know."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.outgoing import Scene
from handlers.chat.text import Mention, Spans, listed, spans
from storage import people
from storage.database import Connection
from storage.feedback import FeedbackLine
from storage.sight import Sight, sees_key_result, sees_objective


def read_by(line: FeedbackLine, reader_id: int) -> Spans:
    """Who may read it, as a sentence to one of them."""
    if line.visibility == "public":
        return spans("Everyone in the company can read it.")
    others: dict[int, Spans] = {
        line.receiver_id: (Mention(line.receiver_id, line.receiver_name),),
        line.author_id: (Mention(line.author_id, line.author_name),),
    }
    if line.visibility == "manager" and line.manager_id is not None:
        others.setdefault(line.manager_id, spans(Mention(line.manager_id, line.manager_name), " (manager)"))
    is_among = others.pop(reader_id, None) is not None
    named = [spans("you"), *others.values()] if is_among else list(others.values())
    return spans("Only ", *listed(named), " can read it.")


def as_seen_by(ask: Ask, line: FeedbackLine) -> FeedbackLine:
    """As the writer may see it, who may read it: without the objective or key result that they may not see."""
    return _in_sight(ask.db, line, policy.sight(ask))


def as_seen_by_receivers(scene: Scene, lines: Sequence[FeedbackLine]) -> list[FeedbackLine]:
    """The same, each as its receiver may see it."""
    about_one = [line.receiver_id for line in lines if line.thing_code]
    known = people.by_ids(scene.db, about_one) if about_one else {}
    sights = {who: policy.sight_of(scene.workspace_id, who, one.standing) for who, one in known.items()}
    return [_in_sight(scene.db, line, sights[line.receiver_id]) if line.thing_code else line for line in lines]


def as_said_aloud(lines: Sequence[FeedbackLine]) -> list[FeedbackLine]:
    """Each without what is private: others read it, too."""
    return [replace(line, thing_code="") if line.thing_is_private else line for line in lines]


def _in_sight(db: Connection, line: FeedbackLine, sight: Sight) -> FeedbackLine:
    if not line.thing_code or (sight.reach == "open" and not line.thing_is_private):
        return line
    if line.key_result_id is not None:
        is_seen = sees_key_result(db, sight, line.key_result_id)
    else:
        is_seen = line.objective_id is not None and sees_objective(db, sight, line.objective_id)
    return line if is_seen else replace(line, thing_code="")
