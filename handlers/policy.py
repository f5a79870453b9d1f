"""Who may do and see what: the only place that decides. Values in, a yes or no out; no query."""

from collections.abc import Collection
from dataclasses import replace

from handlers.chat.ask import Ask
from handlers.company import Company, HumanResources
from storage.people import Somebody
from storage.sight import Sight


def is_super_user(ask: Ask) -> bool:
    """Whether the writer sets things up: named in app.yaml, or an admin of the platform while it names nobody."""
    if not _is_member(ask):
        return False
    named = super_user_addresses(ask.company)
    return ask.person.email in named if named else ask.person.is_admin


def super_user_addresses(company: Company) -> frozenset[str]:
    """The e-mail addresses that app.yaml names, in lower case."""
    return frozenset(email.strip().lower() for email in company.super_users) - {""}


def may_set_up(ask: Ask) -> bool:
    """Teams, managers and settings are for super users."""
    return is_super_user(ask)


def may_create_objective(ask: Ask) -> bool:
    """Every member may; a guest sees and does only what names them."""
    return _is_member(ask)


def may_update_key_result(
    ask: Ask,
    owner_id: int,
    objective_owner_id: int | None = None,
    team_lead_id: int | None = None,
    co_owner_ids: Collection[int] = (),
) -> bool:
    """A key result is updated and changed by its owner, the objective's owner, the co-owners of both and the lead."""
    return ask.person.id in (owner_id, objective_owner_id, team_lead_id, *co_owner_ids)


def may_edit_objective(
    ask: Ask,
    owner_id: int,
    team_lead_id: int | None,
    created_by: int | None = None,
    co_owner_ids: Collection[int] = (),
) -> bool:
    """An objective and its list of key results are changed by its owners, the team's lead and who wrote it."""
    return ask.person.id in (owner_id, team_lead_id, created_by, *co_owner_ids)


def sight(ask: Ask) -> Sight:
    """What the writer sees of objectives: a member what is open and what may be seen of the rest, a guest their own.

    No role sees more: to set things up is no reason to read what is private.
    """
    return replace(sight_of(ask.workspace_id, ask.person.id, ask.person.standing), is_aloud=ask.is_aloud)


def sight_of(workspace_id: int, person_id: int, standing: str) -> Sight:
    """The same of somebody who does not ask, but is to be told."""
    match standing:
        case "member":
            return Sight(workspace_id, person_id, "open")
        case "guest":
            return Sight(workspace_id, person_id, "named")
        case _:
            return Sight(workspace_id, person_id, "nothing")


def may_see_company(ask: Ask) -> bool:
    """Teams, their people and the settings are for members; guests see only what names them."""
    return _is_member(ask)


def may_save_evidence_about(ask: Ask, person: Somebody) -> bool:
    """One saves evidence about oneself and about those whom one manages."""
    return ask.person.id == person.id or (_is_member(ask) and ask.person.id == person.manager_id)


def may_give_feedback(ask: Ask) -> bool:
    """Feedback and praise are among members; guests see only what names them."""
    return _is_member(ask)


def may_answer_check_ins(ask: Ask) -> bool:
    """Every member may, of what they see."""
    return _is_member(ask)


def may_meet(ask: Ask) -> bool:
    """One-to-ones are among members."""
    return _is_member(ask)


def may_have_goals(ask: Ask) -> bool:
    """Goals are of members, and for members to see."""
    return _is_member(ask)


def may_read_feedback(ask: Ask, author_id: int, receiver_id: int, manager_id: int | None, visibility: str) -> bool:
    """Whom the form named when it was given: author and receiver, the manager named then, or every member.

    No role reads more: neither whoever sets things up, nor HR, nor managers further up. Who is a guest by now reads
    only what they gave or were given.
    """
    if ask.person.id in (author_id, receiver_id):
        return True
    if not _is_member(ask):
        return False
    return visibility == "public" or (visibility == "manager" and ask.person.id == manager_id)


def may_ask_about(ask: Ask, person: Somebody) -> bool:
    """One asks others for feedback about oneself and about those whom one manages."""
    return may_give_feedback(ask) and ask.person.id in (person.id, person.manager_id)


def may_change_feedback(ask: Ask, author_id: int) -> bool:
    """What somebody said is theirs to change, to take back and to add to."""
    return ask.person.id == author_id


def looks_after(ask: Ask) -> HumanResources | None:
    """The writer's place in HR by app.yaml; None for everybody else."""
    if not _is_member(ask):
        return None
    return next((one for one in ask.company.human_resources if one.email == ask.person.email), None)


def may_see_goals(ask: Ask, owner_id: int, above: Collection[int], *, is_looked_after: bool) -> bool:
    """Goals are seen by whose they are, everybody above in the line of managers, and HR within its scope.

    To set things up is no reason to see them.
    """
    return ask.person.id == owner_id or ask.person.id in above or is_looked_after


def may_change_goals(ask: Ask, owner_id: int) -> bool:
    """One's goals are one's own to write and to update."""
    return ask.person.id == owner_id


def may_approve_goals(ask: Ask, owner_id: int, manager_id: int | None) -> bool:
    """The manager approves; who has none approves their own."""
    return ask.person.id == (owner_id if manager_id is None else manager_id)


def _is_member(ask: Ask) -> bool:
    """Neither a guest nor anybody who has left."""
    return ask.person.standing == "member"
