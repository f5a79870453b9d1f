"""Lanes: threads that run blocking calls for the event loop, first come first served."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, Generic, Protocol, TypeVar

T = TypeVar("T")
C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Done:
    """A call that ended well, with what it returned."""

    value: object


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that raised, or that was undone with others."""

    error: BaseException


Outcome = Done | Failed


def attempt(work: Callable[[C], object], argument: C) -> Outcome:
    """Run a work; whatever it raises is for its caller and must not end the thread."""
    try:
        return Done(work(argument))
    except BaseException as error:  # noqa: BLE001
        return Failed(error)


class Worker(Protocol[C_co]):
    """What serves a lane in one thread: made, used and closed there, with a connection of its own."""

    def run(self, works: Sequence[Callable[[C_co], object]]) -> Sequence[Outcome]:
        """Run each work once; one outcome for each, in the same order."""

    def close(self) -> None:
        """Give back the connection."""


@dataclass(frozen=True, slots=True, eq=False)
class _Call(Generic[C]):
    work: Callable[[C], object]
    answer: asyncio.Future[Any]


_END: Final = None


class Lane(Generic[C]):
    """Threads that take waiting calls in order and answer them on the event loop.

    A thread takes up to `at_once` calls that are already waiting and never waits for more. A caller that is cancelled
    does not stop its call: the work still runs, and only its result is dropped.
    """

    def __init__(self, name: str, open_worker: Callable[[], Worker[C]], *, threads: int = 1, at_once: int = 1) -> None:
        self._name = name
        self._open_worker = open_worker
        self._count = threads
        self._at_once = at_once
        self._calls: SimpleQueue[_Call[C] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open every worker; raises what opening one raises, after closing the others."""
        loop = asyncio.get_running_loop()
        # What a start that failed, or a close, has left in it is not for the new threads.
        self._calls = SimpleQueue()
        try:
            for number in range(self._count):
                ready: asyncio.Future[None] = loop.create_future()
                name = f"{self._name}-{number}"
                thread = threading.Thread(target=self._serve, args=(loop, ready), name=name, daemon=True)
                thread.start()
                self._threads.append(thread)
                await ready
        except BaseException:
            await self.close()
            raise
        self._loop = loop

    async def run(self, work: Callable[[C], T]) -> T:
        """Return what the work returns, or raise what it raises; RuntimeError before start() and after close()."""
        if self._loop is None:
            raise RuntimeError("The database is not open: call it after start() and before close().")
        answer: asyncio.Future[T] = self._loop.create_future()
        self._calls.put(_Call(work, answer))
        return await answer

    async def close(self) -> None:
        """Take no more calls, finish those that wait, and end the threads."""
        self._loop = None
        threads, self._threads = self._threads, []
        for _ in threads:
            self._calls.put(_END)
        await asyncio.to_thread(_join, threads)

    def _serve(self, loop: asyncio.AbstractEventLoop, ready: asyncio.Future[None]) -> None:
        try:
            worker = self._open_worker()
        except BaseException as error:  # noqa: BLE001 - start() raises it
            _answer(loop, [ready], [Failed(error)])
            return
        _answer(loop, [ready], [Done(None)])
        try:
            while calls := self._take():
                _answer(loop, [call.answer for call in calls], _run(worker, [call.work for call in calls]))
                # A thread that waits must not keep the last caller's objects alive.
                del calls
        finally:
            worker.close()

    def _take(self) -> list[_Call[C]]:
        first = self._calls.get()
        if first is _END:
            return []
        calls = [first]
        with suppress(Empty):
            while len(calls) < self._at_once:
                call = self._calls.get_nowait()
                if call is _END:
                    self._calls.put(_END)
                    break
                calls.append(call)
        return calls


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _run(worker: Worker[C], works: Sequence[Callable[[C], object]]) -> Sequence[Outcome]:
    try:
        return worker.run(works)
    except BaseException as error:  # noqa: BLE001 - a worker that fails as a whole must leave nobody waiting
        return [Failed(error) for _ in works]


def _answer(
    loop: asyncio.AbstractEventLoop, answers: Sequence[asyncio.Future[Any]], outcomes: Sequence[Outcome]
) -> None:
    # One wake-up of the loop for all of them. A loop that is closed has nobody left to tell.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(_settle, answers, outcomes)


def _settle(answers: Sequence[asyncio.Future[Any]], outcomes: Sequence[Outcome]) -> None:
    for answer, outcome in zip(answers, outcomes, strict=True):
        if answer.done():
            continue
        match outcome:
            case Done(value):
                answer.set_result(value)
            case Failed(StopIteration() as error):
                # A future refuses StopIteration, and refusing it here would leave the rest of the batch waiting.
                answer.set_exception(RuntimeError(f"The work raised {error!r}."))
            case Failed(error):
                answer.set_exception(error)
