"""The bulk form: all of one's key results, a screen at a time."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.chat.card import Call, Progress
from handlers.chat.reply import FormErrors, OpenForm
from handlers.chat.screen import TextInput
from storage import okr_changes
from storage.database import Database
from tests.builders import company as build
from tests.builders.check_ins import (
    NOW,
    Cast,
    a_key_result,
    an_objective,
    button,
    called,
    history,
    line,
    opened,
    sent,
    set_up,
    typed,
)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


class TestBulkForm:
    async def test_it_shows_a_line_for_each_with_the_last_value(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1250")

        screen = await opened(database, cast.ben, await typed(database, cast.ben, "checkin"))

        names = [field.name for field in screen.fields if field.name.startswith("rows.")]
        assert names[:4] == ["rows.KR-2.value", "rows.KR-2.no_change", "rows.KR-2.confidence", "rows.KR-2.note"]
        value = next(field for field in screen.fields if field.name == "rows.KR-1.value")
        assert value.value == ""
        assert value.input == TextInput(longest=40, hint="now 1,250")

    async def test_of_what_nobody_said_no_percentage_is_shown(self, database: Database, cast: Cast) -> None:
        screen = await opened(database, cast.ben, await typed(database, cast.ben, "checkin"))

        assert [part.share for part in screen.body if isinstance(part, Progress)] == [None, None]

    async def test_a_note_is_one_line(self, database: Database, cast: Cast) -> None:
        screen = await opened(database, cast.ben, await typed(database, cast.ben, "checkin"))

        note = next(field for field in screen.fields if field.name == "rows.KR-1.note")
        assert note.input == TextInput(many_lines=False)

    async def test_what_was_not_checked_in_since_the_last_due_moment_comes_first(
        self, database: Database, cast: Cast
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 10", NOW - timedelta(hours=2))

        before = await typed(database, cast.ben, "checkin")
        await typed(database, cast.ben, "okr update KR-1 10")
        after = await typed(database, cast.ben, "checkin")

        assert isinstance(before, OpenForm)
        assert isinstance(after, OpenForm)
        assert before.call.given["upcoming"] == "KR-1 KR-2"
        assert after.call.given["upcoming"] == "KR-2 KR-1"

    async def test_an_untouched_row_records_nothing(self, database: Database, cast: Cast) -> None:
        reply = await sent(database, cast.ben, {"upcoming": "KR-1 KR-2", "rows.KR-1.value": "1250"})

        assert "1 key result checked in." in build.said(build.whispered(reply))
        assert len(await history(database, cast, "KR-1")) == 1
        assert await history(database, cast, "KR-2") == ()

    async def test_nothing_touched_is_said_kindly(self, database: Database, cast: Cast) -> None:
        reply = await sent(database, cast.ben, {"upcoming": "KR-1 KR-2", "rows.KR-1.value": "", "rows.KR-1.note": " "})

        assert build.whispered(reply).text == "Nothing was recorded: every row was left empty."
        assert await history(database, cast, "KR-1") == ()

    async def test_no_change_confirms_the_last_value(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1250", NOW - timedelta(days=7))

        await sent(database, cast.ben, {"upcoming": "KR-1", "rows.KR-1.no_change": "yes"})

        last = (await history(database, cast, "KR-1"))[0]
        assert (last.value, last.unchanged, last.created_at) == (Decimal(1250), True, NOW)

    async def test_confidence_and_note_alone_confirm_the_value_too(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1250", NOW - timedelta(days=7))

        await sent(
            database, cast.ben, {"upcoming": "KR-1", "rows.KR-1.confidence": "3", "rows.KR-1.note": "waiting for legal"}
        )

        last = (await history(database, cast, "KR-1"))[0]
        assert (last.value, last.unchanged, last.confidence) == (Decimal(1250), True, 3)
        assert last.note == "waiting for legal"

    async def test_a_value_and_no_change_in_one_row_contradict(self, database: Database, cast: Cast) -> None:
        values = {
            "upcoming": "KR-1 KR-2",
            "rows.KR-1.value": "10",
            "rows.KR-2.value": "50",
            "rows.KR-2.no_change": "yes",
        }
        reply = await sent(database, cast.ben, values)

        assert reply == FormErrors({"rows.KR-2.value": "Here are both a value and “No change”. Keep one of them."})
        assert await history(database, cast, "KR-1") == ()

    async def test_a_wrong_number_is_told_at_its_row(self, database: Database, cast: Cast) -> None:
        reply = await sent(database, cast.ben, {"upcoming": "KR-1 KR-2", "rows.KR-2.value": "NaN"})

        assert isinstance(reply, FormErrors)
        assert list(reply.errors) == ["rows.KR-2.value"]

    async def test_a_row_that_went_to_somebody_else_is_told(self, database: Database, cast: Cast) -> None:
        mine = await line(database, cast, "KR-1")
        await database.write(lambda db: okr_changes.hand_over(db, mine.id, mine.version, cast.cleo))

        reply = await sent(database, cast.ben, {"upcoming": "KR-1 KR-2", "rows.KR-1.value": "10"})

        assert reply == FormErrors({"rows.KR-1.value": "KR-1 belongs to Cleo Marsh now. Leave its row empty."})

    async def test_codes_that_nobody_showed_are_refused(self, database: Database, cast: Cast) -> None:
        reply = await sent(database, cast.ben, {"upcoming": "KR-1", "rows.KR-99.value": "10"})

        assert isinstance(reply, FormErrors)
        assert list(reply.errors) == ["rows.KR-99.value"]

    async def test_each_screen_is_saved_by_itself(self, database: Database, cast: Cast) -> None:
        for _ in range(12):
            await database.write(lambda db: a_key_result(db, cast.workspace, cast.objective, cast.ben))
        first = await typed(database, cast.ben, "checkin")
        screen = await opened(database, cast.ben, first)
        assert len({field.name.split(".")[1] for field in screen.fields if field.name.startswith("rows.")}) == 12

        second = await sent(database, cast.ben, {**screen.carried, "rows.KR-1.value": "10"})

        assert len(await history(database, cast, "KR-1")) == 1
        screen = await opened(database, cast.ben, second)
        assert screen.carried == {"upcoming": "KR-13 KR-14", "stored": "KR-1"}
        end = build.whispered(await sent(database, cast.ben, {**screen.carried, "rows.KR-14.value": "20"}))
        assert "2 key results checked in." in build.said(end)
        assert "KR-1 " in build.said(end)
        assert "KR-14 " in build.said(end)

    async def test_the_end_card_opens_the_form_with_what_was_said(self, database: Database, cast: Cast) -> None:
        values = {"upcoming": "KR-1", "rows.KR-1.value": "1250", "rows.KR-1.confidence": "7", "rows.KR-1.note": "beta"}
        end = build.whispered(await sent(database, cast.ben, values))

        edit = await called(database, cast.ben, button(end, "Edit"))

        assert edit == OpenForm(
            Call("okr update", {"key_result": "KR-1", "value": "1250", "confidence": "7", "note": "beta"})
        )

    async def test_who_has_no_key_results_is_shown_the_way(self, database: Database, cast: Cast) -> None:
        card = build.whispered(await typed(database, cast.cleo, "checkin"))

        assert build.calls(card) == {"Set an objective": "okr new"}

    async def test_more_rows_take_no_more_statements_but_their_audit(
        self, database: Database, cast: Cast, statements: list[str]
    ) -> None:
        others = [
            await database.write(
                lambda db: a_key_result(db, cast.workspace, an_objective(db, cast.workspace, cast.ben), cast.ben)
            )
            for _ in range(9)
        ]
        codes = ["KR-1", *others]

        async def sent_for(rows: list[str], value: str) -> int:
            statements.clear()
            values = {"upcoming": " ".join(codes)} | {f"rows.{code}.value": value for code in rows}
            await sent(database, cast.ben, values)
            return sum(not statement.startswith("INSERT INTO audit") for statement in statements)

        await sent_for(codes, "1")
        assert await sent_for(codes[:1], "2") == await sent_for(codes, "3")


async def test_who_may_have_no_key_results_is_not_sent_to_set_an_objective(database: Database, cast: Cast) -> None:
    guest = await database.write(lambda db: build.a_person(db, cast.workspace, "Gus Guest", standing="guest"))

    card = build.whispered(await typed(database, guest, "checkin"))

    assert "What names you: /okr list" in build.said(card)
    assert build.calls(card) == {}
