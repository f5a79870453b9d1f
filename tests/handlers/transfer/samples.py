"""Files to import: one with a line of every kind, and a short one that tests add to."""

from collections.abc import Sequence

from handlers.transfer.reading.sheets import COLUMNS
from handlers.transfer.reading.spreadsheet import csv_lines, harmless

PEOPLE = """name,email,manager_email,teams,time_zone,country
Ines Falk,ines@companyx.example,,,Europe/Berlin,DE
Ana Ruiz,ana@companyx.example,ines@companyx.example,Product,Europe/Madrid,ES
Ben Okafor,ben@companyx.example,ana@companyx.example,Product; Legal,Africa/Lagos,
"""
ANA, BEN, INES = "ana@companyx.example", "ben@companyx.example", "ines@companyx.example"


def objective(code: str, title: str, owner: str = ANA, **cells: str) -> dict[str, str]:
    """The cells of an objective of the fourth quarter."""
    known = {"kind": "objective", "code": code, "title": title, "owner_email": owner, "cycle": "2026-Q4"}
    return known | cells


def key_result(code: str, title: str, owner: str = ANA, **cells: str) -> dict[str, str]:
    """The cells of a key result of O-3 that goes from 0 to 10."""
    known = {"kind": "key_result", "code": code, "title": title, "owner_email": owner, "parent": "O-3"}
    measure = {"metric": "increase", "start": "0", "target": "10"} if "metric" not in cells else {}
    return known | measure | cells


def table(*lines: dict[str, str], columns: Sequence[str] = COLUMNS["okrs"]) -> str:
    """The file with these lines."""
    rows = [[harmless(line.get(column, "")) for column in columns] for line in lines]
    return "".join(csv_lines([columns, *rows]))


ALL_KINDS = table(
    objective("O-7", '=HYPERLINK("x")', team="Company", cycle="2026", type="aspirational", roll_up="both",
              co_owners=BEN),
    objective("O-3", "'-quoted", BEN, team="Product", parent="O-7", due="2026-12-15", perspective="Customer"),
    objective("O-4", 'Hidden, "quietly"', parent="O-7", private="yes", readers=BEN, roll_up="aligned"),
    objective("O-5", "+Draft", INES, team="Product", cycle="2027-Q1", draft="yes"),
    objective("O-6", "@Dropped", INES, dropped="Nobody wants it"),
    key_result("KR-1", "Profit", BEN, start="-5", target="12.5", unit="€", weight="2", current="-1.25", confidence="7",
               co_owners=ANA, starts="2026-10-05", due="2026-11-30"),
    key_result("KR-2", "Down", BEN, team="Legal", metric="decrease", start="2,50", target="2", weight="0",
               current="2.25"),
    key_result("KR-3", "Low", metric="at_most", start="61.20", target="45", unit="USD", current="50"),
    key_result("KR-4", "High", parent="O-7", metric="at_least", target="95", current="97", confidence="on-track"),
    key_result("KR-5", "Within", parent="O-7", metric="between", start="-30", target="-5 to 25", unit="°C"),
    key_result("KR-6", "Kept", parent="O-7", metric="between", start="22", target="20 to 25", unit="°C"),
    key_result("KR-7", "Team", metric="steps", steps="Hire designers: 3; Hire engineers: 5; Meet: 2", done="1; 3",
               confidence="4"),
    key_result("KR-8", "Sign", parent="O-4", metric="yes_no", current="yes"),
    key_result("KR-9", "Find", parent="O-4", metric="baseline", unit="h", current="12"),
    key_result("KR-12", "Gone", current="4", dropped="Too dear"),
    {"kind": "kpi", "code": "KPI-3", "title": "=Attrition", "metric": "at_most", "target": "-8", "unit": "%"},
)  # fmt: skip
