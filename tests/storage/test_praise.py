"""Where the teams of some people meet."""

from sqlalchemy import update

from storage.database import Connection, Database
from storage.messages import Spot
from storage.outbox import INTERACTIVE, Draft, enqueue, outbox
from storage.praise import Meeting, meetings
from tests.builders import NOW, a_person, a_team, a_workspace


def settle(db: Connection) -> tuple[tuple[Meeting, ...], tuple[Meeting, ...], list[int]]:
    """What is found before and after a post in #sales, and an edit in #product, failed; ids of Product, Sales, both."""
    workspace_id = a_workspace(db)
    ana, ben = a_person(db, workspace_id, "Ana Ruiz"), a_person(db, workspace_id, "Ben Okafor")
    a_team(db, workspace_id, "Silent", [ana, ben])
    a_team(db, workspace_id, "Strangers", [], channel="C0STRANGE")
    sales = a_team(db, workspace_id, "Sales", [ben], channel="C0SALES")
    product = a_team(db, workspace_id, "Product", [ana, ben], channel="C0PRODUCT")
    before = meetings(db, workspace_id, [ana, ben])
    lost = Draft(workspace_id, "q", INTERACTIVE, "{}", NOW, platform="slack", conversation="C0SALES")
    gone = Draft(workspace_id, "q", INTERACTIVE, "{}", NOW, "edit", platform="slack", conversation="C0PRODUCT")
    enqueue(db, [lost, gone])
    db.execute(update(outbox).values(state="blocked"))
    return before, meetings(db, workspace_id, [ana, ben]), [product, sales, ana, ben]


async def test_teams_that_meet_are_found_with_who_is_in_them_and_whether_posts_arrive(database: Database) -> None:
    before, after, (product, sales, ana, ben) = await database.write(settle)

    in_product = Meeting(
        product, "Product", Spot("slack", "C0PRODUCT"), "product", is_shut=False, members=frozenset((ana, ben))
    )
    in_sales = Meeting(sales, "Sales", Spot("slack", "C0SALES"), "sales", is_shut=False, members=frozenset((ben,)))
    assert before == (in_product, in_sales)
    assert [(one.team_name, one.is_shut) for one in after] == [("Product", False), ("Sales", True)]
