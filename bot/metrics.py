"""What /metrics tells an operator, in Prometheus' format. Counts and seconds only; nothing that people wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.pace import Rates
from bot.sender import Outcome, Sender
from storage.dispatch import Letter

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 3.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter("rungs_requests", "Requests from a platform", ["kind"], registry=self._registry)
        self.acknowledged = Histogram(
            "rungs_acknowledgement_seconds",
            "From a request to its acknowledgement",
            buckets=SECONDS,
            registry=self._registry,
        )
        self.trouble = Counter("rungs_trouble", "Handlers that failed", registry=self._registry)
        self.sent = Counter("rungs_sent", "Messages by what became of them", ["result"], registry=self._registry)
        self.waiting = Gauge("rungs_outbox_waiting", "Messages that wait", registry=self._registry)
        self.sockets = Gauge("rungs_open_sockets", "Connections of Socket Mode", registry=self._registry)
        self.fired = Counter("rungs_reminders_fired", "Reminders that came due", registry=self._registry)

    def watched(self, sender: Sender) -> Sender:
        """The sender, with every outcome counted."""
        return _Watched(sender, self.sent)

    def exposition(self) -> bytes:
        return generate_latest(self._registry)


class _Watched:
    def __init__(self, sender: Sender, sent: Counter) -> None:
        self._sender = sender
        self._sent = sent

    @property
    def rates(self) -> Rates:
        return self._sender.rates

    async def send(self, letter: Letter) -> Outcome:
        outcome = await self._sender.send(letter)
        self._sent.labels(result=type(outcome).__name__.lower()).inc()
        return outcome
