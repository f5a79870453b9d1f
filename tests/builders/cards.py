"""Cards to render: one with every element, and arbitrary ones made of hostile text."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.wording import Reader
from handlers.chat.card import (
    Button,
    Call,
    Card,
    Chart,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Image,
    LinkButton,
    Menu,
    Note,
    Option,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import (
    Bold,
    Code,
    Command,
    Date,
    Italic,
    Link,
    Mention,
    MessageLink,
    Number,
    Plain,
    Spans,
    spans,
)

ANA = Mention(1, "Ana Ruiz")
BEN = Mention(2, "Ben Okafor")
"""Ben has no account on the platform."""

READER = Reader(
    locale="en-US",
    today=date(2026, 11, 22),
    zone=ZoneInfo("Europe/Berlin"),
    accounts={1: "U0ANA"},
    archive="https://companyx.slack.com/",
)

EVERYTHING = Card(
    "O-2 is at 30 %",
    (
        Heading("O-2 Win the small shops"),
        Paragraph.of(Number(Decimal(1250), "orders"), " of ", Number(Decimal(3000)), ", says ", ANA),
        Progress(Decimal("0.3"), spans(Bold("KR-5"), " First orders")),
        Progress(None, spans(Bold("KR-6"), " Returns")),
        Facts((Fact("Owner", spans(ANA)), Fact("Due", spans(Date(date(2026, 11, 27)))), Fact("Reason", ()))),
        Table(("Who", "Done", "Stale"), ((spans(BEN), spans("3"), spans("1")), (spans("Chen"), spans("2"), ()))),
        Chart("Orders", (("wk 46", Decimal(900)), ("wk 47", Decimal(1250))), "orders"),
        Row(spans("KR-5 First orders"), Button("Update", Call("okr update", {"key_result": "KR-5"}), "primary")),
        Row(spans("More"), Menu("More", (Option("Why", Call("okr why", {"code": "KR-5"})),))),
        Image("aGVsbG8=", "Orders rise from 900 to 1,250"),
        Divider(),
        Note.of("Only you see this. ", Italic("Silence is never green. "), Command("/okr help")),
        Button("Check in", Call("checkin"), "primary"),
        Button("Drop", Call("okr drop", {"code": "O-2"}), "danger"),
        LinkButton("Open the plan", "https://example.com/plan?a=1&b=2"),
        Menu("All", tuple(Option(f"KR-{n}", Call("okr show", {"code": f"KR-{n}"})) for n in range(12))),
    ),
)

HOSTILE = (
    "<!channel> <!here> <@U0ANA> <#C1|general> <!subteam^S1|all>",
    "<https://evil.example|label> & &amp; &lt;!channel&gt;",
    "*bold* _italic_ ~struck~ `code` ```block``` > quote\n> quote",
    "`<!channel>` *<@U0ANA>*",
    "a|b>c<d",
    "@here @channel #general",
    "x" * 10_000,
    "🪜" * 2_000,
    "👩‍👩‍👧‍👦" * 500,
    "&" * 5_000,
    "*" * 5_000,
    "\u202eright to left\u202c \x00\x07\x1b",
    "line\nline\r\nline\u2028line",
    " ",
    "",
)

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.text(alphabet="*_~`<>&|@!# a\n", max_size=40))
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False)
calls = st.builds(
    Call,
    st.sampled_from(["okr update", "checkin", "rungs help"]),
    st.dictionaries(st.sampled_from(["title", "note", "key_result"]), texts, max_size=3),
    st.booleans(),
)
urls = st.one_of(
    texts, st.sampled_from(["https://example.com/a|b>c d", "javascript:alert(1)", "http://[", "https://é.example/ü"])
)
timestamps = st.sampled_from(["1700000000.000100", "1|2>", ""])
spanned: st.SearchStrategy[Spans] = st.lists(
    st.one_of(
        st.builds(Plain, texts),
        st.builds(Bold, texts),
        st.builds(Italic, texts),
        st.builds(Code, texts),
        st.builds(Link, texts, urls),
        st.builds(Mention, st.sampled_from([1, 2]), texts),
        st.builds(Date, st.dates()),
        st.builds(Number, numbers, texts),
        st.builds(Command, texts),
        st.builds(MessageLink, texts, st.sampled_from(["C0GENERAL", "<!channel>"]), timestamps, timestamps),
    ),
    max_size=5,
).map(tuple)
buttons = st.builds(Button, texts, calls, st.sampled_from(["plain", "primary", "danger"]))
actions = st.one_of(
    buttons,
    st.builds(LinkButton, texts, urls),
    st.builds(Menu, texts, st.lists(st.builds(Option, texts, calls), max_size=120).map(tuple)),
)
elements: st.SearchStrategy[Element] = st.one_of(
    actions,
    st.builds(Heading, texts),
    st.builds(Paragraph, spanned),
    st.builds(Facts, st.lists(st.builds(Fact, texts, spanned), max_size=25).map(tuple)),
    st.builds(Progress, st.one_of(st.none(), numbers), spanned),
    st.builds(
        Table,
        st.lists(texts, max_size=4).map(tuple),
        st.lists(st.lists(spanned, max_size=4).map(tuple), max_size=6).map(tuple),
    ),
    st.builds(Chart, texts, st.lists(st.tuples(texts, numbers), max_size=40).map(tuple), texts),
    st.builds(Row, spanned, st.one_of(st.none(), actions)),
    st.builds(Image, st.just("aGVsbG8="), texts),
    st.just(Divider()),
    st.builds(Note, spanned),
)
cards = st.builds(Card, texts, st.lists(elements, max_size=12).map(tuple))
