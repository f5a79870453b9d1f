"""How Rungs talks: Slack, Teams, the local workspace, the clock, delivery."""

import sys

# Typer brings rich along, and structlog loads it wherever it finds it, before it can be told that nothing of it will be
# used. That takes 4 MB and 70 ms of every start, and structlog has no setting against it. This is where Python reads
# first, so that structlog finds none; a process that had rich before keeps it.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
