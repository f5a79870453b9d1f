"""An objective and its key results, for the examples of the screens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from handlers.company import Company
from handlers.okrs.standing import Judge, judge
from storage.check_ins import CheckInLine
from storage.okr_lines import KeyResultLine, ObjectiveLine

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)

OBJECTIVE = ObjectiveLine(
    id=2,
    code="O-2",
    title="Win customers for the electric car",
    owner_id=1,
    owner_name="Ana Ruiz",
    level="team",
    team_id=1,
    team_name="Sales",
    team_lead_id=1,
    parent_id=1,
    parent_code="O-1",
    cycle="2026-Q4",
    starts_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
    ambition="aspirational",
    progress=Decimal("0.208333"),
    key_result_count=2,
    created_by=1,
    version=1,
    dropped_at=None,
    drop_reason="",
    is_private=False,
    roll_up="key_results",
    published_at=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
    parent_is_private=False,
)
PRE_ORDERS = KeyResultLine(
    id=5,
    code="KR-5",
    title="Obtain 3,000 pre-orders",
    metric="increase",
    start=Decimal(0),
    target=Decimal(3000),
    band_low=None,
    band_high=None,
    unit="orders",
    weight=Decimal(1),
    starts_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
    current_value=Decimal(1250),
    progress=Decimal("0.416667"),
    confidence=7,
    confidence_at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
    last_check_in_at=datetime(2026, 11, 16, 10, 0, tzinfo=UTC),
    owner_id=2,
    owner_name="Ben Okafor",
    team_id=None,
    team_name=None,
    team_lead_id=1,
    objective_id=2,
    objective_code="O-2",
    objective_title="Win customers for the electric car",
    objective_owner_id=1,
    objective_owner_name="Ana Ruiz",
    objective_is_private=False,
    objective_published_at=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
    created_at=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
    version=3,
    dropped_at=None,
    drop_reason="",
)
DELIVERY_DAYS = replace(
    PRE_ORDERS,
    id=6,
    code="KR-6",
    title="Deliver within 45 days",
    metric="decrease",
    start=Decimal("61.2"),
    target=Decimal(45),
    unit="days",
    current_value=None,
    progress=Decimal(0),
    confidence=None,
    confidence_at=None,
    last_check_in_at=None,
    owner_id=1,
    owner_name="Ana Ruiz",
)
HISTORY = (
    CheckInLine(
        id=9,
        value=Decimal(1250),
        progress=Decimal("0.416667"),
        confidence=None,
        note="The fair in Lyon brought 310 of them",
        unchanged=False,
        person_id=2,
        person_name="Ben Okafor",
        created_at=datetime(2026, 11, 16, 10, 0, tzinfo=UTC),
    ),
    CheckInLine(
        id=4,
        value=Decimal(940),
        progress=Decimal("0.313333"),
        confidence=7,
        note="",
        unchanged=True,
        person_id=2,
        person_name="Ben Okafor",
        created_at=datetime(2026, 11, 9, 10, 0, tzinfo=UTC),
    ),
)
COURSE = tuple(
    replace(HISTORY[0], id=id_, value=Decimal(value), created_at=HISTORY[0].created_at - timedelta(weeks=9 - id_))
    for id_, value in zip(range(9, 1, -1), (1250, 1190, 940, 600, 640, 310, 120, 0), strict=True)
)


def sample_judge() -> Judge:
    """The rules that apply where a company has set none."""
    return judge(Company(), NOW)
