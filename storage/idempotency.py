"""Keys of what was already done, so that a request that comes twice is answered twice and done once."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlmodel import Field

from storage.columns import Stored
from storage.prepared import Prepared
from storage.upsert import Upsert


class IdempotencyKey(Stored, table=True):
    """Names no person; `answer` is what was said, as JSON. Kept for 48 hours."""

    __tablename__ = "idempotency_key"

    key: str = Field(primary_key=True)
    answer: str = ""
    created_at: datetime = Field(index=True)


keys = IdempotencyKey.__table__  # type: ignore[attr-defined]

_VALUES = {"key": bindparam("k"), "answer": "", "created_at": bindparam("t")}
_CLAIM = Upsert(lambda into: Prepared(into(keys).values(_VALUES).on_conflict_do_nothing()))
_ANSWER = Prepared(update(keys).where(keys.c.key == bindparam("k")).values(answer=bindparam("a")))
_SAID = select(keys.c.answer).where(keys.c.key == bindparam("k"))


def claim(db: Connection, key: str, now: datetime) -> bool:
    """Whether this is the first time; the key is ours until the transaction ends, and stays if it commits."""
    return _CLAIM.of(db).run(db, {"k": key, "t": now}) == 1


def remember(db: Connection, key: str, answer: str) -> None:
    """Keep what was answered, for whoever asks the same again."""
    _ANSWER.run(db, {"k": key, "a": answer})


def recalled(db: Connection, key: str) -> str:
    """What was answered the first time."""
    return str(db.execute(_SAID, {"k": key}).scalar_one())


def forget(db: Connection, before: datetime, at_most: int = 500) -> int:
    """Drop keys older than `before`, a batch at a time; return how many went."""
    old = select(keys.c.key).where(keys.c.created_at < before).limit(at_most)
    return db.execute(delete(keys).where(keys.c.key.in_(old))).rowcount
