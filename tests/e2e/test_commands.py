"""Every command as people type it, and what they are shown."""

import pytest

from bot.capabilities import capabilities
from handlers.chat.router import Router
from tests.e2e.chat import seen
from tests.e2e.tally import Tally
from tests.e2e.world import World

THREE_LINES = "*Rungs* keeps the goals of Company X"

SAID: list[tuple[str, str, list[str]]] = [
    ("ana", "/rungs help", ["`/okr update KR-5 1250", "`/checkin`", "`/digest", "`/rungs team new Product @ana`"]),
    ("ana", "/rungs", ["Every command can be typed"]),
    ("ana", "/okr help", [": Objectives and key results.", "`/okr drop KR-5"]),
    ("ana", "/okr new help", ["`/okr new TITLE [--team …]", "For example: `/okr new Win new customers`"]),
    ("ana", "/okr fly KR-1", ["I do not know “/okr fly”.", "`/okr help` shows all there is."]),
    ("ana", "/okr updat KR-1 5", ["Did you mean `/okr update"]),
    (
        "ana",
        "/rungs me",
        ["You work mon-fri, 9:00 to 17:00, in the time zone Europe/Berlin.", "standard: at most 5 a week"],
    ),
    (
        "ana",
        "/rungs me --hours 8-16 --days mon-thu --nudges light",
        ["You work mon-thu, 8:00 to 16:00", "light: at most 2"],
    ),
    ("ana", "/rungs me --time-zone asia/singapore", ["in the time zone Asia/Singapore."]),
    ("ana", "/rungs me --time-zone Mars", ["There is no time zone “Mars”."]),
    (
        "ines",
        "/rungs settings",
        ["Company X checks in Monday at 09:00 (Europe/Berlin).", "To change these, edit app.yaml"],
    ),
    ("ana", "/rungs settings", ["Every team's channel can be reached."]),
    ("ines", "/rungs team list", ["1 team.", "*Product* · People: 3 · Lead: <@U0ANA> · Channel: #product"]),
    ("ana", "/rungs team show Product", ["3 people in *Product*.", "<@U0ANA>, <@U0BEN>, <@U0GORAN>"]),
    ("ines", "/rungs team add Product @jo", ["<@U0JO> joined *Product*."]),
    ("ines", "/rungs team remove Product @goran", ["<@U0GORAN> left *Product*."]),
    ("ines", "/rungs team edit Product --name Toasters", ["*Toasters* is changed: Toasters, led by Ana Ruiz"]),
    ("ines", "/rungs team new Product @jo", ["There is a team “Product” already. Choose another name"]),
    ("ana", "/rungs team add Product @jo", ["Only super users can change teams. Ask <@U0INES>."]),
    ("ines", "/rungs manager @ben @goran --is @ana", ["<@U0ANA> is the manager of <@U0BEN>, <@U0GORAN> now."]),
    ("ben", "/rungs manager @ana --is @ben", ["Only super users can set managers. Ask <@U0INES>."]),
    (
        "ana",
        "/rungs home",
        ["*1 due now*", "*O-1* Sell the first", "Product", "Only you see this page."],
    ),
    ("ana", "/rungs evidence", ["You have saved no evidence yet. Open the menu of a message"]),
    (
        "ana",
        "/okr new Win customers",
        ["*O-2* is set: *Win customers*", "<@U0ANA>", "(31 Dec)", "2026-Q4", "Add a key result"],
    ),
    (
        "ana",
        "/okr new Win customers --team Product --owner @ben --cycle next --by 2027-03-01 --parent O-1 --aspirational",
        ["<@U0BEN>", "(1 Mar 2027)", "2027-Q1", "Product", "O-1", "aspirational: 70 % is a good result"],
    ),
    (
        "ana",
        "/okr kr O-1 Save 40 % of the crumbs from 10 to 0 --unit g",
        ["*KR-3* is set: *Save 40 % of the crumbs*", "From 10 to 0 g"],
    ),
    ("ben", "/okr kr O-1 Mine from 0 to 5", ["You cannot add key results to O-1", "Ask <@U0ANA>."]),
    ("ana", "/okr kr O-1 Flat from 5 to 5", ["Start and target are the same number"]),
    (
        "ben",
        "/okr update KR-1 1,250 Shipped the beta --confidence 7",
        [
            "42 % · *KR-1* Obtain pre-orders",
            "1,250 of 3,000 orders",
            "7 of 10",
            "14 % · O-1",
            "I read this as *1250*, not as 1.25.",
            "Undo",
        ],
    ),
    ("ben", "/okr update kr-1 1.5k", ["1,500 of 3,000 orders"]),
    ("ben", "/okr update pre-orders 300 –confidence at-risk", ["300 of 3,000 orders", "5 of 10"]),
    ("ana", "/checkin KR-1 600", ["600 of 3,000 orders"]),
    ("ana", "/rungs okr update KR-2 53.10", ["50 % · *KR-2*", "53.1, from 61.2 to 45 USD"]),
    (
        "goran",
        "/okr update KR-1 5",
        ["You cannot check in KR-1, because it belongs to", "<@U0BEN>"],
    ),
    ("jo", "/checkin", ["You have no key results to check in.", "Set an objective"]),
    (
        "ana",
        "/okr list",
        ["1 objective · yours", "*O-1* Sell the first", "*KR-1* Obtain pre-orders · nothing recorded yet"],
    ),
    ("ana", "/okr", ["1 objective · yours"]),
    ("jo", "/okr list", ["You have no objectives yet. Set one: `/okr new"]),
    ("jo", "/okr list @ana", ["1 objective · of <@U0ANA>"]),
    ("jo", "/okr list all", ["1 objective · everyone's"]),
    ("jo", "/okr list team Product", ["1 objective · of the team Product"]),
    ("jo", "/okr list --team Product --cycle 2026-Q4", ["1 objective · of the team Product, 2026-Q4"]),
    ("jo", "/okr list company", ["No objectives · of the company", "/okr new TITLE --team company"]),
    ("jo", "/okr list all --status not-started", ["1 objective · everyone's, not started"]),
    ("ana", "/okr list at risk", ["No objectives · yours, at risk"]),
    (
        "jo",
        "/okr show O-1",
        [
            "not said  *O-1* Sell the first self-buttering toaster · not started",
            "*KR-1*",
            "*KR-2*",
            "confidence not said",
        ],
    ),
    ("jo", "/okr show KR-2", ["from 61.2 to 45 USD", "No check-ins yet. Record the first: `/okr update KR-2 VALUE`"]),
    ("jo", "/okr show toaster", ["*O-1* Sell the first"]),
    (
        "jo",
        "/okr why KR-1",
        [
            "Not said yet · *KR-1* Obtain pre-orders",
            "*Progress* counts as 0 %: nobody has checked in yet. Record the first: `/okr update KR-1 VALUE`",
            "*Not started* because nobody has checked in yet, and nothing is late.",
        ],
    ),
    (
        "jo",
        "/okr why toaster",
        [
            "Not said yet · *O-1*",
            "*KR-2 Keep the cost low* · Progress × weight: 0 % × 2 = 0 · Status: not started",
            "0 ÷ 3 = 0 %",
        ],
    ),
    ("jo", "/okr why KR-9", ["There is no key result KR-9. /okr list shows yours."]),
    ("ana", "/okr drop KR-2 --reason Nobody counts", ["*KR-2* is dropped: Keep the cost low", "Reason: Nobody counts"]),
    ("ben", "/okr drop O-1 --reason no", ["You cannot drop O-1, because it belongs to <@U0ANA>."]),
    ("ana", "/digest", ["*Product*", "2 not said", "*O-1* Sell the first"]),
    ("jo", "/digest", ["*Company X*", "*Teams*"]),
    ("jo", "/digest Product", ["*Product*"]),
    ("jo", "/digest --team Product", ["*Product*"]),
    ("ana", "/digest company", ["*Company X*"]),
    (
        "ana",
        "/feedback @ben Clear demo, next time show the numbers first",
        [
            "*F-1* is given to <@U0BEN>.",
            "Only you and <@U0BEN> can read it.",
            "For 10 minutes you can edit or withdraw it",
        ],
    ),
    ("ana", "/feedback list", ["Nobody has given you feedback yet. Ask for some: `/feedback ask @ben"]),
    ("ana", "/feedback list @ben", ["There is no feedback for or about Ben Okafor that you can read."]),
    ("ana", "/feedback withdraw F-9", ["There is no feedback F-9. /feedback list shows yours."]),
    (
        "ana",
        "/feedback ask @ben @goran How did the launch go? --by friday",
        ["Asked <@U0BEN> and <@U0GORAN> for feedback, due", "You are told of every answer."],
    ),
    ("ana", "/okr tree", ["Not said yet · 1 objective", "*O-1* Sell the first", "It stands alone."]),
    ("jo", "/okr coach O-1", ["13 of 13 rules hold · *O-1* Sell the first"]),
    ("jo", "/okr search toaster", ["*1* found for “toaster”", "2026-Q4 · Product · <@U0ANA>"]),
    ("ana", "/okr align O-1 --parent none", ["*O-1* Sell the first self-buttering toaster is aligned under none."]),
    ("jo", "/okr follow KR-1", ["You follow *KR-1* Obtain pre-orders."]),
    ("jo", "/okr unfollow KR-1", ["You do not follow *KR-1* Obtain pre-orders."]),
    ("ana", "/okr edit O-1 --title Sell toasters", ["*O-1* is changed: *Sell toasters*"]),
    ("ana", "/okr clone O-1 --cycle next", ["*O-2* is set", "Cloned from O-1 in 2026-Q4"]),
    ("ana", "/okr delete KR-2", ["Delete *KR-2* Keep the cost low for good?"]),
    ("ana", "/okr publish O-1", ["O-1 is published already, so it counts."]),
    ("ana", "/rungs import", ["Only super users can import files. Ask <@U0INES>."]),
    ("ines", "/rungs export", ["Your files come by direct message in a moment."]),
    (
        "ana",
        "/praise @ben Clear demo",
        ["Praised <@U0BEN> in #product.", "*F-1* · Everyone in the company can read praise."],
    ),
    (
        "ana",
        "/goal new Speak at fairs --weight 30 from 0 to 10 --unit talks",
        ["*G-1* is set: *Speak at fairs*", "From 0 to 10 talks", "30 of 100 with this one, 70 left", "HR see it."],
    ),
    (
        "ben",
        "/goal new Bring in orders --weight 30 --follows KR-1",
        ["It follows *KR-1* Obtain pre-orders, now at"],
    ),
    ("ana", "/goal", ["You have no goals in 2026-Q4 yet. Set one: `/goal new", "Set a goal"]),
    ("ana", "/goal list mine --cycle next", ["You have no goals in 2027-Q1 yet."]),
    ("jo", "/goal list @ana", ["You cannot see the goals of Ana Ruiz: only their owner"]),
    ("ana", "/goal show G-1", ["There is no goal G-1. /goal list shows yours."]),
    ("ana", "/goal submit", ["You have no goals in 2026-Q4 to submit. Write the first:"]),
    ("ana", "/goal submit --cycle next", ["You have no goals in 2027-Q1 to submit."]),
    ("ana", "/goal why fairs", ["There is no goal “fairs”. /goal list shows yours."]),
    ("ana", "/oneonone @ben", ["*Nothing open* · one-to-one with <@U0BEN> · not met yet", "Add a topic", "We met"]),
    ("ana", "/oneonone @ana", ["A one-to-one takes two."]),
    ("jo", "/rungs evidence --page 2", ["I could not place “--page 2”. Type /rungs evidence alone."]),
]


PRESSED: list[tuple[str, str, list[str]]] = [
    ("ben", "/okr hand-over KR-1 @goran", ["*KR-1* Obtain pre-orders belongs to <@U0GORAN> now"]),
    ("ben", "/okr agree O-1", ["O-1 is published already, so it counts."]),
    ("ben", "/okr suggest O-1 --comment Rather later", ["O-1 is published already, so it counts."]),
    ("ana", "/okr take-over 1", ["This suggestion is not there any more."]),
    ("ana", "/okr edit-objective O-1 --title Sell toasters", ["*O-1* is changed: *Sell toasters*"]),
    ("ben", "/okr edit-key-result KR-1 --unit pieces", ["*orders* → *pieces*"]),
    ("ben", "/okr step KR-1 1", ["KR-1 has no such step any more."]),
    ("ben", "/okr undo 1", ["This check-in is not yours to take back."]),
    ("ben", "/checkin answer 1 Well done", ["This check-in is not there any more."]),
    ("ana", "/goal plan 1", ["These goals are not there, or not for you."]),
    ("ana", "/goal approve 1", ["These goals are not there, or not for you."]),
    ("ana", "/goal comment 1 Well done", ["These goals are not there, or not for you."]),
    ("ana", "/goal undo 1", ["This update is not yours to take back."]),
    ("ben", "/feedback show F-9", ["There is no feedback F-9. /feedback list shows yours."]),
    ("ben", "/feedback answer 1 Calm and clear", ["This request for feedback is not there any more."]),
    ("ben", "/feedback decline 1", ["This request for feedback is not there any more."]),
    ("ana", "/oneonone topic @ben The launch", ["*1 open*", "The launch · from you", "Done"]),
    ("ana", "/oneonone action @ben Call Lyon --owner @ben --by 2026-10-09", ["<@U0BEN>: Call Lyon", "(9 Oct)"]),
    ("ana", "/oneonone done 1 --done", ["This is on no agenda of yours."]),
    ("ana", "/oneonone met @ben", ["last met today (5 Oct)"]),
    ("ben", "/feedback later", ["I will remind you then, if it is still needed."]),
    ("ben", "/checkin later", ["I will remind you then, if it is still needed."]),
    ("ines", "/rungs import cancel 1", ["This import was stored or cancelled before"]),
    ("ines", '/rungs switch "goals in reviews" on', ["Goals in reviews is on from the next review cycle on."]),
]
"""What stands on buttons as a rule, typed."""


@pytest.mark.parametrize(
    ("who", "words", "expected"), [*SAID, *PRESSED], ids=[words for _, words, _ in [*SAID, *PRESSED]]
)
async def test_a_command_is_answered(product: World, who: str, words: str, expected: list[str]) -> None:
    answer = await product.say(who, words)

    assert [fragment for fragment in expected if fragment not in answer] == [], answer


ASKED: list[tuple[str, str, str, str]] = [
    ("ana", "/okr new", "Set an objective", "Title"),
    ("ana", "/okr kr O-1", "Add a key result", "O-1 Sell the first self-buttering toaster"),
    ("ana", "/okr kr O-1 Count things from 0", "Add a key result", "Count things"),
    ("ben", "/okr update KR-1", "Check in", "KR-1 Obtain pre-orders"),
    ("ben", "/checkin", "Check in", "*KR-1* Obtain pre-orders · nothing recorded yet"),
    ("ben", "/okr update KR-1 5 --confidence 7 --confidence 8", "Check in", "--confidence is there twice"),
    ("ana", "/okr drop KR-1", "Drop", "Why, in a few words; whoever sees it may read them."),
    ("ana", "/feedback ask @ben", "Ask for feedback", "Ben Okafor"),
    ("ana", "/feedback @ben", "Give feedback", "private: only whom you give it to"),
    ("ana", "/feedback edit F-9 Better", "Edit feedback", "There is no feedback F-9."),
    ("ana", "/feedback add F-9 More", "Add to feedback", "There is no feedback F-9."),
    ("ines", "/rungs team new", "New team", "Who is in it."),
    ("ines", "/rungs team new Sales", "New team", "Sales"),
    ("ines", "/rungs team edit Product", "Edit team", "Product"),
    ("ines", "/rungs manager @ben", "Set the manager", "Ben Okafor"),
    ("ana", "/okr show O-1 please", "Show", "I could not place “please”."),
    ("ben", "/okr ticks KR-1 --confidence 7 --confidence 8", "Check in", "--confidence is there twice"),
    ("ben", "/checkin edit KR-1", "Check in", "*KR-1* Obtain pre-orders · nothing recorded yet"),
    ("ana", "/praise @ben", "Praise", "Ben Okafor"),
    (
        "ana",
        "/goal new Speak at fairs from 0 to 10",
        "Set a goal",
        "Only you, your managers up the line and HR see it.",
    ),
    ("ana", "/goal update G-1 4", "Update a goal", "There is no goal G-1."),
    ("ana", "/goal edit G-1 --weight 40", "Edit", "There is no goal G-1."),
    ("ana", "/goal edit-goal G-1 --weight 40", "Edit the goal", "There is no goal G-1."),
    ("ana", "/goal drop G-1", "Drop", "There is no goal G-1."),
    ("ana", "/oneonone", "One-to-one", "Only the two of you see the agenda"),
    ("ana", "/oneonone topic @ben", "Add a topic", "Ben Okafor"),
    ("ana", "/rungs me change", "My settings", "Europe/Berlin"),
    ("ines", "/rungs import apply 1", "Apply", "1"),
]


@pytest.mark.parametrize(("who", "words", "title", "expected"), ASKED, ids=[words for _, words, _, _ in ASKED])
async def test_what_is_missing_opens_as_a_form_with_what_was_given(
    product: World, who: str, words: str, title: str, expected: str
) -> None:
    answer = await product.say(who, words)

    form = product.form(who)
    assert form.title == title
    assert expected in "\n".join((answer, seen(form), *form.values.values()))


def test_every_command_of_the_table_is_among_them() -> None:
    router = Router(capabilities().commands)
    tally = Tally(router)
    for words in [*(row[1] for row in [*SAID, *PRESSED]), *(row[1] for row in ASKED)]:
        tally.typed(words)
    # In the menu of a message, as test_conversations uses it.
    tally.used("Save as evidence")
    tally.used("Give feedback")

    assert {spec.command for spec in router.catalogue} - tally.commands == set()


async def test_what_matches_several_is_offered_and_goes_on_with_the_one_pressed(product: World) -> None:
    await product.say("ana", "/okr update O-1 45")
    offer = product.whisper("ana")
    assert "Which of its key results do you mean?" in seen(offer)

    await product.press("ana", offer, "Choose", beside="KR-2")

    assert "100 %  *KR-2*" in await product.say("ana", "/okr show KR-2")


async def test_a_key_result_shows_its_last_ten_check_ins(product: World) -> None:
    for value in range(1, 13):
        await product.say("ben", f"/okr update KR-1 {value}")

    shown = await product.say("jo", "/okr show KR-1")

    assert [f"Value: {value} orders" in shown for value in range(1, 13)] == [False, False, *[True] * 10]


async def test_rungs_introduces_itself_once(town: World) -> None:
    first = await town.say("jo", "/okr list all")
    second = await town.say("jo", "/okr list all")

    assert THREE_LINES in first
    assert "Set my first objective" in first
    assert THREE_LINES not in second
