"""Objectives and key results are made by words typed in chat."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.card import Call
from handlers.chat.reply import FormErrors, OpenForm, Refused
from handlers.chat.text import Mention
from handlers.okrs.fields import OBJECTIVE
from handlers.okrs.samples import PRE_ORDERS
from handlers.okrs.setting.cards import key_result_given
from storage.audit import audit
from storage.involvements import involved
from storage.okr_lines import KeyResultLine, known_key_result
from storage.progress import Measure, Metric
from storage.steps import steps_of
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import NOW, ROUTER, Stage


async def test_a_title_alone_sets_an_objective_of_ones_own_for_this_quarter(stage: Stage) -> None:
    card = await stage.card(stage.cleo, "okr new Win customers for the car")

    assert card.text == "O-1 is set: Win customers for the car"
    lines = said(card).splitlines()
    assert lines[0] == "O-1 is set: Win customers for the car"
    assert {"Owner: @Cleo Ito", "Due: 2026-12-31", "Cycle: 2026-Q4"} <= set(lines)
    assert lines[-1] == "Everyone in the company can see it."
    assert build.calls(card) == {"Add a key result": "okr kr"}


async def test_the_button_of_a_new_objective_opens_the_form_with_the_objective_in_it(stage: Stage) -> None:
    card = await stage.card(stage.cleo, "okr new Win customers")
    button = next(part for part in card.body if part.kind == "button")

    opened = await stage.press(stage.cleo, button.call)

    assert isinstance(opened, OpenForm)
    screen = await stage.asking(stage.cleo, lambda ask: ROUTER.screen(ask, opened))
    objective = next(field for field in screen.fields if field.name == "objective")
    assert objective.input.kind == "pick"
    assert [choice.label for choice in objective.input.picked] == ["O-1 Win customers"]


async def test_no_title_opens_the_form(stage: Stage) -> None:
    assert await stage.type(stage.cleo, "okr new") == OpenForm(Call("okr new"))


async def test_every_option_of_a_new_objective_is_kept(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Be loved --team company")

    text = await stage.words(
        stage.ana,
        "okr new Win customers --team Field Sales --owner {ben} --cycle next --parent O-1 --by 2027-02-28"
        " --aspirational",
    )

    assert "Owner: @Ben Okafor\nDue: 2027-02-28\nCycle: 2027-Q1\nFor: Field Sales\nPart of: O-1\nAmbition: asp" in text
    assert await stage.told() == [(stage.ben, "Ana Ruiz made you the owner of O-2: Win customers")]


@pytest.mark.parametrize(
    ("options", "field", "problem"),
    [
        ("--by 2026-11-22", "by", "2026-11-22 is over. Name today or a later day, such as 2026-12-31."),
        ("--cycle 2026-Q3", "cycle", "2026-Q3 is over. Name a cycle that is not, such as 2026-Q4."),
        ("--parent O-9", "parent", "There is no objective O-9. /okr list shows yours."),
        ("--parent KR-9", "parent", "There is no key result KR-9. /okr list shows yours."),
    ],
)
async def test_an_option_that_does_not_fit_opens_the_form_and_says_why(
    stage: Stage, options: str, field: str, problem: str
) -> None:
    opened = await stage.type(stage.cleo, f"okr new Win {options}")

    assert isinstance(opened, OpenForm)
    assert opened.errors == {field: problem}
    assert opened.call.given["title"] == "Win"


async def test_a_title_of_10000_characters_is_answered_and_nothing_is_stored(stage: Stage) -> None:
    opened = await stage.type(stage.cleo, f"okr new {'x' * 10_000}")

    assert isinstance(opened, OpenForm)
    assert "10,000 characters and 200 fit" in opened.notice
    assert "no objectives yet" in await stage.words(stage.cleo, "okr")


HOSTILE = ("<!channel> @here", "*bold* _it_ `code`", "5 from 3 to", "50 % _", "a\u202eb")


async def test_a_hostile_title_stays_text_and_can_be_found(stage: Stage) -> None:
    cards = [await stage.card(stage.cleo, f"okr new {title}") for title in HOSTILE]

    shown = [title.replace("\u202e", "") for title in HOSTILE]
    assert [card.text for card in cards] == [f"O-{number} is set: {title}" for number, title in enumerate(shown, 1)]
    found = await stage.asking(stage.cleo, lambda ask: [OBJECTIVE.find(ask, title).code for title in shown])
    assert found == ["O-1", "O-2", "O-3", "O-4", "O-5"]


async def test_a_form_sets_the_same_as_words(stage: Stage) -> None:
    owner = f"person:{stage.ben}"
    reply = await stage.send(stage.ana, "okr new", title="Win", team="company", owner=owner, cycle="2026-Q4", by="")

    assert {"Owner: @Ben Okafor", "For: the company"} <= set(said(whispered(reply)).splitlines())


async def test_a_form_says_at_each_field_what_does_not_fit(stage: Stage) -> None:
    reply = await stage.send(stage.ana, "okr new", title=" ", team="Chess", by="2020-01-01")

    assert isinstance(reply, FormErrors)
    assert reply.errors == {
        "title": "Please fill in “Title”.",
        "team": "There is no team “Chess”. /rungs team list shows all teams.",
        "by": "2020-01-01 is over. Name today or a later day, such as 2026-12-31.",
    }


async def test_guests_cannot_set_objectives(stage: Stage) -> None:
    with pytest.raises(Refused, match="Ask a colleague"):
        await stage.type(stage.gus, "okr new Win")


async def test_a_key_result_is_added_with_its_way_and_the_next_steps(stage: Stage) -> None:
    await stage.type(stage.cleo, "okr new Win customers")

    card = await stage.card(stage.cleo, "okr kr O-1 Obtain 3,000 pre-orders from 0 to 3000 --unit orders")

    text = said(card)
    assert text.startswith(
        "KR-1 is set: Obtain 3,000 pre-orders\nFrom 0 to 3000 orders; nothing is recorded yet.\nOwner: @Cleo Ito"
    )
    assert "Objective: O-1, now at 0 %" in text
    assert build.calls(card) == {"Check in": "okr update", "Add another": "okr kr"}
    line = await stage.asking(stage.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, "KR-1"))
    assert (line.metric, line.start, line.target, line.due_on) == (
        "increase",
        Decimal(0),
        Decimal(3000),
        date(2026, 12, 31),
    )
    assert line.starts_on == NOW.date()


async def test_a_lower_target_counts_down(sales: Stage) -> None:
    line = await sales.asking(sales.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, "KR-2"))

    assert (line.metric, line.start, line.target) == ("decrease", Decimal("61.2"), Decimal(45))


async def test_another_owner_is_told_and_can_say_that_it_is_not_theirs(sales: Stage) -> None:
    assert await sales.told() == [(sales.ben, "Cleo Ito gave you KR-2: Deliver faster")]


async def test_start_and_target_alike_open_the_form_with_advice(sales: Stage) -> None:
    opened = await sales.type(sales.cleo, "okr kr O-1 Keep it from 5 to 5")

    assert isinstance(opened, OpenForm)
    assert "Choose another target" in opened.errors["target"]
    assert "yes-no or steps" in opened.notice


async def made(stage: Stage, words: str) -> KeyResultLine:
    """The key result that Cleo adds to O-1 by these words, her third."""
    await stage.card(stage.cleo, f"okr kr O-1 {words}")
    return await stage.asking(stage.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, "KR-3"))


@pytest.mark.parametrize(
    ("words", "title", "measure"),
    [
        ("Answer tickets at least 95", "Answer tickets", Measure(Metric.AT_LEAST, band_low=Decimal(95))),
        (
            "Cut the cost at most 45 from 61.20",
            "Cut the cost",
            Measure(Metric.AT_MOST, start=Decimal("61.2"), band_high=Decimal(45)),
        ),
        (
            "Keep it warm between 20 and 25",
            "Keep it warm",
            Measure(Metric.BETWEEN, band_low=Decimal(20), band_high=Decimal(25)),
        ),
        ("Pass the audit yes-no", "Pass the audit", Measure(Metric.YES_NO)),
        ("Pass the audit Yes or No", "Pass the audit", Measure(Metric.YES_NO)),
        ("Find the churn baseline", "Find the churn", Measure(Metric.BASELINE)),
        ('Hire steps "Designers: 3; Engineers: 5"', "Hire", Measure(Metric.STEPS, target=Decimal(8))),
        (
            "Take the first steps to the market from 0 to 3",
            "Take the first steps to the market",
            Measure(Metric.INCREASE, start=Decimal(0), target=Decimal(3)),
        ),
        (
            "Cut it --kind at-most --start 61.2 --target 45",
            "Cut it",
            Measure(Metric.AT_MOST, start=Decimal("61.2"), band_high=Decimal(45)),
        ),
    ],
)
async def test_each_kind_is_typed_in_its_own_words(sales: Stage, words: str, title: str, measure: Measure) -> None:
    line = await made(sales, words)

    assert line.title == title
    assert Measure(Metric(line.metric), line.start, line.target, line.band_low, line.band_high) == measure


@pytest.mark.parametrize(
    ("words", "title", "unit"),
    [
        ("Sell from 0 to 3000 orders", "Sell", "orders"),
        ("Sell from 0 orders to 3,000 orders --weight 2", "Sell", "orders"),
        ("Cut the cost at most 45 USD from 61.20 USD", "Cut the cost", "USD"),
        ("Earn from $0 to $3k", "Earn", "$"),
        ("Rewrite from 0 to 100 %", "Rewrite", "%"),
        ("Rewrite from 0 to 100% --unit pages", "Rewrite", "pages"),
        ("Go from 3 to 10 countries from 0 to 7", "Go from 3 to 10 countries", ""),
    ],
)
async def test_a_unit_may_stand_beside_the_numbers(sales: Stage, words: str, title: str, unit: str) -> None:
    line = await made(sales, words)

    assert (line.title, line.unit) == (title, unit)


async def test_steps_are_kept_in_their_order(sales: Stage) -> None:
    line = await made(sales, 'Hire steps "Designers: 3; Engineers: 5; Say hello"')

    kept = await sales.asking(sales.cleo, lambda ask: steps_of(ask.db, line.id))
    assert [f"{step.title} {step.weight:f}" for step in kept] == ["Designers 3", "Engineers 5", "Say hello 1"]


@pytest.mark.parametrize(
    ("words", "field", "problem"),
    [
        ("Sell", "start", ""),
        ("Sell yes-no --target 5", "target", "A yes or no has no number to reach."),
        ("Warm between 5 and 5", "target", "Both ends are the same number."),
        ("Sell --kind at-least", "target", ""),
        ('Hire steps "A; A"', "steps", "“A” is there twice."),
        ('Hire steps "A: 0; B"', "steps", "“A” needs a weight above 0"),
    ],
)
async def test_what_a_kind_needs_is_asked_for_in_the_form(sales: Stage, words: str, field: str, problem: str) -> None:
    opened = await sales.type(sales.cleo, f"okr kr O-1 {words}")

    assert isinstance(opened, OpenForm)
    assert (problem in opened.errors.get(field, "")) if problem else not opened.errors
    with pytest.raises(Refused, match="There is no key result KR-3"):
        await sales.type(sales.cleo, "okr show KR-3")


async def test_a_form_says_at_its_field_what_the_chosen_kind_lacks(sales: Stage) -> None:
    reply = await sales.send(sales.cleo, "okr kr", objective="O-1", title="Warm", kind="between", start="20")

    assert isinstance(reply, FormErrors)
    assert set(reply.errors) == {"target"}


async def test_a_band_typed_from_above_is_read_aloud(sales: Stage) -> None:
    assert "Read as between 20 and 25." in await sales.words(sales.cleo, "okr kr O-1 Warm between 25 and 20")


async def test_co_owners_of_a_key_result_may_update_it(sales: Stage) -> None:
    line = await made(sales, "Sell from 0 to 10 --co-owners {ana} {ben}")

    parts = await sales.asking(sales.cleo, lambda ask: involved(ask.db, line.objective_id, ["co_owner"]))
    assert [(one.key_result_id, one.person_id) for one in parts] == [(line.id, sales.ana), (line.id, sales.ben)]


async def test_a_private_objective_says_who_sees_it_through_a_key_result(stage: Stage) -> None:
    await stage.type(stage.cleo, "okr new Sell the company --private")

    alone = await stage.words(stage.cleo, "okr kr O-1 Find a buyer yes-no")
    text = await stage.words(stage.cleo, "okr kr O-1 Agree on a price yes-no --owner {ben} --co-owners {ana}")

    assert "now seen by" not in alone
    assert "O-1 is private, and now seen by @Ben Okafor, @Ana Ruiz as well." in text


async def test_a_key_result_of_a_draft_says_when_it_counts(stage: Stage) -> None:
    await stage.type(stage.cleo, "okr new Win --draft")

    text = await stage.words(stage.cleo, "okr kr O-1 Sell from 0 to 10")

    assert "O-1 is a draft: this counts from /okr publish O-1 on." in text


def test_whoever_is_given_a_key_result_of_a_draft_is_asked_for_no_check_in() -> None:
    card = key_result_given(replace(PRE_ORDERS, objective_published_at=None), Mention(1, "Ana Ruiz"))

    assert build.calls(card) == {"Not mine": "okr hand-over"}


async def test_the_sixth_is_added_with_advice(sales: Stage) -> None:
    for number in range(3, 6):
        assert "5 or fewer" not in await sales.words(sales.cleo, f"okr kr O-1 Sell car {number} from 0 to 10")

    assert "5 or fewer" in await sales.words(sales.cleo, "okr kr O-1 Sell bikes from 0 to 10")


async def test_the_audit_holds_how_it_is_measured(sales: Stage) -> None:
    await made(sales, 'Hire steps "Designers: 3; Engineers: 5"')

    of_it = select(audit).where(audit.c.subject == "KR-3")
    (entry,) = await sales.database.read(lambda db: db.execute(of_it).all())
    assert '"kind": "steps"' in entry.after
    assert '["Designers: 3", "Engineers: 5"]' in entry.after


async def test_an_ambiguous_number_is_read_aloud_with_a_way_back(sales: Stage) -> None:
    card = await sales.card(sales.cleo, "okr kr O-1 Sell from 0 to 1,250")

    assert "Read as 1250, not as 1.25." in said(card)
    undo = next(part for part in card.body if part.kind == "button" and part.label == "Undo")
    assert "KR-3 is dropped: Sell" in said(whispered(await sales.press(sales.cleo, undo.call)))


async def test_who_may_not_add_is_sent_to_the_owner(sales: Stage) -> None:
    with pytest.raises(Refused) as refused:
        await sales.type(sales.ben, "okr kr O-1 Sell from 0 to 10")

    assert refused.value.sentence == "You cannot add key results to O-1, because it belongs to Cleo Ito. Ask @Cleo Ito."


async def test_the_teams_lead_may_add(stage: Stage) -> None:
    await stage.type(stage.ben, "okr new Win --team Field Sales")

    assert "KR-1 is set" in await stage.words(stage.ana, "okr kr O-1 Sell from 0 to 10")


async def test_weights_may_be_nothing_as_long_as_one_is_not(stage: Stage) -> None:
    await stage.type(stage.cleo, "okr new Win")
    with pytest.raises(Refused, match="weight above 0"):
        await stage.type(stage.cleo, "okr kr O-1 Sell from 0 to 10 --weight 0")

    await stage.type(stage.cleo, "okr kr O-1 Sell from 0 to 10 --weight 2")
    assert "KR-2 is set" in await stage.words(stage.cleo, "okr kr O-1 Watch from 0 to 10 --weight 0")


@pytest.mark.parametrize("weight", ["-1", "1001", "NaN"])
async def test_an_impossible_weight_opens_the_form(sales: Stage, weight: str) -> None:
    opened = await sales.type(sales.cleo, f"okr kr O-1 Sell from 0 to 10 --weight {weight}")

    assert isinstance(opened, OpenForm)
    assert set(opened.errors) == {"weight"}


async def test_what_is_no_number_opens_the_form_and_stores_nothing(sales: Stage) -> None:
    for bad in ("NaN", "inf", "1e309", "0x10", "9" * 40, "12abc"):
        opened = await sales.type(sales.cleo, f"okr kr O-1 Sell from 0 to {bad}")
        assert isinstance(opened, OpenForm), bad

    with pytest.raises(Refused, match="There is no key result KR-3"):
        await sales.type(sales.cleo, "okr show KR-3")
