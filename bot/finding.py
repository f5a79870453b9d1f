"""What the doctor saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` is what to change, "" where all is well."""

    subject: str
    seen: str
    wrong: str = ""

    def __str__(self) -> str:
        mark = "change" if self.wrong else "ok    "
        return f"{mark}  {self.subject}: {self.seen}" + (f" {self.wrong}" if self.wrong else "")
