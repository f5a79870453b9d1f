"""Who may do and see what: role by right, nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from handlers import policy
from handlers.chat.ask import Ask
from handlers.company import Company
from storage.database import Database
from storage.people import Somebody
from tests.builders import a_person, a_workspace, an_ask, create_tables

OWNER, OBJECTIVE_OWNER, LEAD, AUTHOR, CO_OWNER = 101, 102, 103, 104, 107
REPORT: Final = Somebody(105, "Chen Li", "chen.li@company-x.example", manager_id=106)

RIGHTS: Final[dict[str, Callable[[Ask], bool]]] = {
    "set up": policy.may_set_up,
    "create an objective": policy.may_create_objective,
    "update a key result": lambda ask: policy.may_update_key_result(ask, OWNER, OBJECTIVE_OWNER, LEAD, [CO_OWNER]),
    "edit an objective": lambda ask: policy.may_edit_objective(ask, OBJECTIVE_OWNER, LEAD, AUTHOR, [CO_OWNER]),
    "see what is open": lambda ask: policy.sight(ask).reach == "open",
    "see what names them": lambda ask: policy.sight(ask).reach != "nothing",
    "see teams and settings": policy.may_see_company,
    "save evidence about Chen": lambda ask: policy.may_save_evidence_about(ask, REPORT),
    "give feedback": policy.may_give_feedback,
    "answer a check-in": policy.may_answer_check_ins,
    "meet for a one-to-one": policy.may_meet,
    "have goals": policy.may_have_goals,
    "read what the author told Chen": lambda ask: _may_read(ask, "private"),
    "read what Chen's manager may, too": lambda ask: _may_read(ask, "manager"),
    "read what everybody may": lambda ask: _may_read(ask, "public"),
    "change what the author said": lambda ask: policy.may_change_feedback(ask, AUTHOR),
}


def _may_read(ask: Ask, visibility: str) -> bool:
    """What the author told Chen, whose manager was named where it is for the manager, too."""
    return policy.may_read_feedback(ask, AUTHOR, REPORT.id, REPORT.manager_id, visibility)


ROLES: Final = {
    "member": (1, "member", False),
    "admin": (1, "member", True),
    "owner": (OWNER, "member", False),
    "objective's owner": (OBJECTIVE_OWNER, "member", False),
    "team's lead": (LEAD, "member", False),
    "author": (AUTHOR, "member", False),
    "co-owner": (CO_OWNER, "member", False),
    "Chen": (REPORT.id, "member", False),
    "Chen's manager": (106, "member", False),
    "reader": (108, "member", False),
    "owner's manager": (109, "member", False),
    "manager of the owner's manager": (110, "member", False),
    "guest": (1, "guest", False),
    "guest who owns it": (OWNER, "guest", False),
    "guest who reads it": (108, "guest", False),
    "guest who is an admin": (1, "guest", True),
    "guest who was Chen's manager": (106, "guest", False),
    "somebody who has left": (1, "deactivated", True),
}
COLLEAGUES: Final = {
    "member",
    "admin",
    "owner",
    "objective's owner",
    "team's lead",
    "author",
    "co-owner",
    "Chen",
    "Chen's manager",
    "reader",
    "owner's manager",
    "manager of the owner's manager",
}
"""Everybody at work here but guests."""
ALLOWED: Final = {
    "set up": {"admin"},
    "create an objective": COLLEAGUES,
    "see teams and settings": COLLEAGUES,
    "update a key result": {"owner", "objective's owner", "team's lead", "co-owner", "guest who owns it"},
    "edit an objective": {"objective's owner", "team's lead", "author", "co-owner"},
    "see what is open": COLLEAGUES,
    "see what names them": COLLEAGUES | {role for role, (_, standing, _) in ROLES.items() if standing == "guest"},
    "save evidence about Chen": {"Chen", "Chen's manager"},
    "give feedback": COLLEAGUES,
    "answer a check-in": COLLEAGUES,
    "meet for a one-to-one": COLLEAGUES,
    "have goals": COLLEAGUES,
    "read what the author told Chen": {"author", "Chen"},
    "read what Chen's manager may, too": {"author", "Chen", "Chen's manager"},
    "read what everybody may": COLLEAGUES,
    "change what the author said": {"author"},
}


@pytest.fixture
async def writer(database: Database) -> Ask:
    """Somebody who asks; the tests say in which role."""
    await database.write(create_tables)
    workspace_id = await database.write(a_workspace)
    person_id = await database.write(lambda db: a_person(db, workspace_id))
    return await database.read(lambda db: an_ask(db, person_id))


@pytest.mark.parametrize("right", RIGHTS)
async def test_each_right_is_for_these_roles_and_no_other(writer: Ask, right: str) -> None:
    allowed = set()
    for role, (person_id, standing, is_admin) in ROLES.items():
        person = replace(writer.person, id=person_id, standing=standing, is_admin=is_admin)
        if RIGHTS[right](replace(writer, person=person)):
            allowed.add(role)

    assert allowed == ALLOWED[right]


async def test_no_role_sees_what_is_private_by_what_it_is(writer: Ask) -> None:
    own = policy.sight(writer)
    admin = replace(writer, person=replace(writer.person, is_admin=True))

    assert policy.sight(admin) == own


async def test_what_is_said_aloud_is_seen_with_the_eyes_of_all(writer: Ask) -> None:
    assert not policy.sight(writer).is_aloud
    assert policy.sight(replace(writer, is_aloud=True)).is_aloud


async def test_an_admin_is_no_super_user_once_app_yaml_names_one(writer: Ask) -> None:
    admin = replace(writer, person=replace(writer.person, is_admin=True))
    named = Company(super_users=frozenset({"chen.li@company-x.example"}))

    assert policy.is_super_user(admin)
    assert not policy.is_super_user(replace(admin, company=named))


async def test_who_app_yaml_names_is_a_super_user_in_any_case(writer: Ask) -> None:
    named = Company(super_users=frozenset({"Ana.Ruiz@Company-X.example"}))

    assert policy.is_super_user(replace(writer, company=named))


async def test_somebody_without_an_address_is_nobody_whom_app_yaml_names(writer: Ask) -> None:
    nameless = replace(writer.person, email="")

    assert not policy.is_super_user(replace(writer, person=nameless, company=Company(super_users=frozenset({"  "}))))
