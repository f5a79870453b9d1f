"""Every number answers "why?": the formula with its numbers, the pace, and the rule behind the word."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from handlers.chat.reply import Refused, Whisper
from handlers.company import Company
from handlers.okrs.explaining.key_result import key_result_explained
from handlers.okrs.explaining.objective import objective_explained
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.standing import judge
from storage import recording
from storage.contributions import Contribution
from storage.database import Connection
from storage.okr_lines import known_key_result
from storage.okrs import RollUp
from storage.progress import StatusRules, mean
from storage.recording import Said
from storage.rollups import counted
from tests.builders.check_ins import MONDAYS
from tests.builders.company import calls, said, whispered
from tests.handlers.okrs.stage import NOW, Stage

LATER = NOW + timedelta(days=19)
"""Half of the time of KR-1 and KR-2 is over."""


async def record(
    stage: Stage, code: str, value: str, confidence: int | None = None, at: datetime = LATER - timedelta(days=2)
) -> None:
    """A check-in of Ben's, two days before LATER unless said otherwise."""

    def work(db: Connection) -> None:
        line = known_key_result(db, stage.workspace, code)
        one = Said(line.id, Decimal(value), confidence)
        recording.record(db, stage.workspace, stage.ben, [line.objective_id], [one], at, MONDAYS)

    await stage.database.write(work)


async def lines(stage: Stage, text: str, now: datetime = LATER) -> list[str]:
    """What Cleo is told, without what she can press."""
    return [line for line in (await stage.words(stage.cleo, text, now)).splitlines() if not line.startswith("[")]


class TestAKeyResult:
    async def test_it_says_formula_pace_confidence_last_check_in_and_rule(self, sales: Stage) -> None:
        await record(sales, "KR-1", "1710", confidence=8)

        assert (await lines(sales, "okr why KR-1"))[:7] == [
            "57 % · KR-1 Obtain 3,000 pre-orders",
            "Progress is the way done divided by the whole way, from 0 to 3000 orders:",
            "(1710 − 0) ÷ (3000 − 0) = 57 %",
            (
                "Pace: it began 2026-11-23 and is due 2026-12-31, so 50 % of the time is over, "
                "and as much is expected by today: about 1500 orders. It is 7 points ahead."
            ),
            "Confidence: 8 of 10, said 2026-12-10.",
            "Last check-in: 2026-12-10 by @Ben Okafor. One was due 2026-12-07 and has come, so it is not stale.",
            "On track because confidence is above 6 and it is not more than 10 points behind.",
        ]

    async def test_what_goes_down_is_told_without_minus_signs(self, sales: Stage) -> None:
        await record(sales, "KR-2", "56.1")

        text = "\n".join(await lines(sales, "okr why KR-2"))

        assert "from 61.2 to 45 days:\n(61.2 − 56.1) ÷ (61.2 − 45) = 31.4815 %, shown as 31 %" in text
        assert "about 53.1 days. It is 19 points behind." in text

    @pytest.mark.parametrize(
        ("value", "formula"),
        [
            ("3300", "(3300 − 0) ÷ (3000 − 0) is past the target, so it counts as 100 %"),
            ("-5", "(-5 − 0) ÷ (3000 − 0) is before the start, so it counts as 0 %"),
            ("2999.5", "(2999.5 − 0) ÷ (3000 − 0) = 99.9833 %, shown as 99 %: only what is reached says 100 %"),
        ],
    )
    async def test_it_says_where_progress_is_cut_off(self, sales: Stage, value: str, formula: str) -> None:
        await record(sales, "KR-1", value)

        assert formula in await lines(sales, "okr why KR-1")

    async def test_a_start_below_nothing_stands_in_brackets(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr kr O-1 Climb from -10 to 10")
        await record(sales, "KR-3", "0")

        assert "(0 − (-10)) ÷ (10 − (-10)) = 50 %" in await lines(sales, "okr why KR-3")

    async def test_silence_counts_as_nothing_and_is_said(self, sales: Stage) -> None:
        said_of_it = await lines(sales, "okr why KR-1", NOW)

        assert said_of_it[0] == "Not said yet · KR-1 Obtain 3,000 pre-orders"
        assert (
            "Progress counts as 0 %: nobody has checked in yet. Record the first: /okr update KR-1 VALUE" in said_of_it
        )
        assert "Confidence: not said." in said_of_it
        assert "Last check-in: none yet. None is late, so it is not stale." in said_of_it
        assert "Not started because nobody has checked in yet, and nothing is late." in said_of_it

    @pytest.mark.parametrize(
        ("value", "confidence", "rule"),
        [
            ("3000", 1, "Done because the target is reached."),
            ("1500", 3, "Off track because confidence is 3 of 10; 3 or less is off track."),
            ("1500", 5, "At risk because confidence is 5 of 10; 4 to 6 is at risk."),
            ("1100", None, "At risk because it is 13 points behind; more than 10 points is at risk."),
            ("600", 6, "Off track because it is 30 points behind; more than 25 points is off track."),
            (
                "1100",
                4,
                (
                    "At risk because confidence is 4 of 10; 4 to 6 is at risk, "
                    "and it is 13 points behind; more than 10 points is at risk."
                ),
            ),
            ("1199", 7, "At risk because it is a little over 10 points behind; more than 10 points is at risk."),
            (
                "1500",
                None,
                "On track because nobody has said a low confidence and it is not more than 10 points behind.",
            ),
        ],
    )
    async def test_it_names_the_rule_that_gave_the_word(
        self, sales: Stage, value: str, confidence: int | None, rule: str
    ) -> None:
        await record(sales, "KR-1", value, confidence)

        assert rule in await lines(sales, "okr why KR-1")

    async def test_what_is_stale_says_which_check_in_never_came(self, sales: Stage) -> None:
        await record(sales, "KR-1", "1500", at=NOW + timedelta(days=1))

        text = "\n".join(await lines(sales, "okr why KR-1"))

        assert "One was due 2026-12-07 and has not come; after 3 days that makes it stale." in text
        assert "Stale because a check-in that was due has not come." in text

    async def test_what_has_not_begun_has_no_pace(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr new Plan ahead --cycle 2027-Q1")
        await sales.type(sales.cleo, "okr kr O-2 Plan from 0 to 10")

        assert "Pace: it begins 2027-01-01, so nothing is expected yet." in await lines(sales, "okr why KR-3")

    def test_the_limits_are_those_of_the_company(self) -> None:
        strict = Company(
            status=StatusRules(off_track_confidence=5, at_risk_confidence=6, off_track_pace=Decimal("0.05"))
        )
        unsure = replace(PRE_ORDERS, confidence=6, progress=Decimal("0.6"), current_value=Decimal(1800))

        texts = [
            said(key_result_explained(line, None, judge(strict, NOW)))
            for line in (unsure, replace(unsure, confidence=9, progress=Decimal("0.3"), current_value=Decimal(900)))
        ]

        assert "confidence is 6 of 10; 6 is at risk" in texts[0]
        assert "28 points behind; more than 5 points is off track" in texts[1]


class TestAnObjective:
    async def test_each_key_result_has_its_weight_and_its_part(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr kr O-1 Please the neighbours from 0 to 10 --weight 2")
        await record(sales, "KR-1", "1250", confidence=5)
        await record(sales, "KR-3", "5")

        assert (await lines(sales, "okr why O-1"))[:7] == [
            "35 % · O-1 Win customers for the car",
            "KR-1 Obtain 3,000 pre-orders | 41.6667 % × 1 = 41.6667 | at risk",
            "KR-2 Deliver faster | 0 % × 1 = 0 | stale",
            "KR-3 Please the neighbours | 50 % × 2 = 100 | on track",
            "Progress is the sum of progress × weight, divided by the sum of the weights:",
            "141.6667 ÷ 4 = 35.4167 %, shown as 35 %",
            "Counted as 0 %, as nobody has checked in yet: KR-2.",
        ]

    async def test_it_shows_the_word_of_its_worst_key_result(self, sales: Stage) -> None:
        await record(sales, "KR-1", "1500", confidence=5)

        assert "At risk · stale: 1 of 2 because KR-1 is at risk: the worst key result gives the word." in await lines(
            sales, "okr why O-1"
        )

    async def test_where_all_stand_alike_it_says_so(self, sales: Stage) -> None:
        assert "Not started because all its key results are." in await lines(sales, "okr why O-1", NOW)

    async def test_what_is_not_counted_is_named_with_the_reason(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr kr O-1 Please the neighbours from 0 to 10 --weight 0")
        await sales.type(sales.cleo, "okr drop KR-2 --reason Nobody can count it.")

        said_of_it = await lines(sales, "okr why O-1")

        assert "Not counted, as the weight is 0: KR-3." in said_of_it
        assert "Not counted, as dropped: KR-2 (Nobody can count it)." in said_of_it
        assert not [line for line in said_of_it if line.startswith("KR-2")]

    async def test_without_key_results_it_says_what_to_add(self, stage: Stage) -> None:
        await stage.type(stage.cleo, "okr new Be loved")

        assert (await lines(stage, "okr why O-1"))[:3] == [
            "Not said yet · O-1 Be loved",
            "Progress needs key results, and there are none. Add one: /okr kr O-1 TITLE from 0 to 100",
            "Not started because there is no key result to judge it by.",
        ]

    async def test_without_any_weight_it_is_nothing(self, sales: Stage) -> None:
        for code in ("KR-1", "KR-2"):
            await sales.change(code, weight=Decimal(0))

        assert "Progress counts as 0 %: none of its key results has a weight." in await lines(sales, "okr why O-1")

    async def test_a_guest_sees_no_sum_of_what_is_not_theirs(self, sales: Stage) -> None:
        await sales.change("KR-2", owner_id=sales.gus)
        await record(sales, "KR-1", "1500")

        text = await sales.words(sales.gus, "okr why O-1", LATER)

        assert "Progress is 25 %; 1 more key result counts, which you cannot see." in text
        assert "KR-1" not in text
        assert "÷" not in text

    async def test_the_many_are_counted(self, sales: Stage) -> None:
        for number in range(5):
            await sales.type(sales.cleo, f"okr kr O-1 More {number} from 0 to 10")

        text = await sales.words(sales.cleo, "okr why O-1")

        assert "Counted as 0 %, as nobody has checked in yet: KR-1, KR-2, KR-3, KR-4, KR-5 and 2 more." in text


class TestRollUp:
    LINES = (replace(PRE_ORDERS, weight=Decimal(2)), replace(DELIVERY_DAYS, code="KR-6"))
    BELOW = (
        Contribution("O-7", "Win the dealers", Decimal("0.6"), in_sight=True),
        Contribution("O-8", "Win the fleets", Decimal("0.2"), in_sight=True),
    )

    def told_of(self, roll_up: RollUp, below: Sequence[Contribution] = BELOW) -> list[str]:
        shares = counted(roll_up, [(one.progress, one.weight) for one in self.LINES], [one.progress for one in below])
        line = replace(OBJECTIVE, roll_up=roll_up, progress=mean(shares))
        return said(objective_explained(line, self.LINES, 0, sample_judge(), below)).splitlines()

    def test_what_is_aligned_weighs_one_each(self) -> None:
        text = self.told_of("aligned")

        assert "O-7 Win the dealers | 60 % × 1 = 60 | objective" in text
        assert "80 ÷ 2 = 40 %" in text
        assert "Not counted, as only aligned objectives are: KR-5, KR-6." in text

    def test_both_stand_in_one_sum(self) -> None:
        text = self.told_of("both")

        assert "KR-5 Obtain 3,000 pre-orders | 41.6667 % × 2 = 83.3334 | key result, on track" in text
        assert "163.3334 ÷ 5 = 32.6667 %, shown as 33 %" in text

    def test_to_whom_not_all_is_shown_no_sum_is(self) -> None:
        hidden = replace(self.BELOW[1], in_sight=False)

        text = "\n".join(self.told_of("aligned", (self.BELOW[0], hidden)))

        assert "Progress is 40 %; 1 more objective counts, which you cannot see." in text
        assert "O-8" not in text
        assert "÷" not in text

    def test_without_any_it_says_how_to_align_one(self) -> None:
        assert (
            "Progress needs objectives that are aligned to it, and none that counts is there. "
            "Align one: /okr align CODE --parent O-2"
        ) in self.told_of("aligned", ())


class TestTheWayThere:
    @pytest.mark.parametrize("code", ["O-1", "KR-1"])
    async def test_it_stands_beside_what_it_explains(self, sales: Stage, code: str) -> None:
        shown = await sales.card(sales.ben, f"okr show {code}")

        assert calls(shown)["Why"] == "okr why"

    async def test_from_an_objective_one_goes_on_to_the_key_result_that_gave_the_word(self, sales: Stage) -> None:
        await record(sales, "KR-2", "50", confidence=2)

        card = await sales.card(sales.ben, "okr why O-1", LATER)

        assert calls(card) == {"Why KR-2": "okr why", "Show O-1": "okr show"}

    @pytest.mark.parametrize("code", ["O-1", "KR-1"])
    async def test_everyone_may_share_it(self, sales: Stage, code: str) -> None:
        reply = await sales.type(sales.ben, f"okr why {code}")

        assert isinstance(reply, Whisper)
        assert reply.share is not None
        assert whispered(await sales.press(sales.cleo, reply.share)) == reply.card

    async def test_a_title_will_do_and_what_there_is_not_is_refused(self, sales: Stage) -> None:
        assert "KR-2 Deliver faster" in (await sales.words(sales.cleo, "okr why faster")).splitlines()[0]
        with pytest.raises(Refused, match="There is no key result KR-9"):
            await sales.type(sales.cleo, "okr why KR-9")
