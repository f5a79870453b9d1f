"""Every limit of Teams that Rungs keeps to, in one table.

Sources: learn.microsoft.com/microsoftteams/platform, bots/how-to/format-your-bot-messages (size of a message),
task-modules-and-cards/cards/cards-format (actions), cards/dynamic-search (typeahead). Where Teams names no limit, ours
keeps one screen readable and any one element under the size of a message. Lengths are in characters, counted as UTF-16
units.
"""

from typing import Final

# Messages
MESSAGE_BYTES: Final = 80_000
"""A message as JSON in UTF-16; Teams refuses about 100 kB (MessageSizeTooBig), the rest is for its own envelope."""
ENVELOPE_BYTES: Final = 4_000
"""Kept free of it for what stands around our card: the address, the writer, the tenant."""
SUMMARY: Final = 1_000

# Elements
HEADING: Final = 300
TEXT: Final = 6_000
FACT_LABEL: Final = 200
FACT: Final = 2_000
CELL: Final = 1_000
COLUMNS: Final = 12
IMAGE: Final = 16_000
"""A PNG in base64 inside a message."""
CHART_POINTS: Final = 30
MENTIONED_NAME: Final = 100
URL: Final = 2_000

# Actions
ACTIONS: Final = 6
"""Buttons side by side; Teams folds up what is more."""
OPTIONS: Final = 20
"""Options behind one button; a longer menu has several buttons."""
BUTTON_LABEL: Final = 75
BUTTON_CALL: Final = 2_000
OPTION_CALL: Final = 300

# Inputs
INPUT_LABEL: Final = 200
INPUT_HINT: Final = 200
INPUT_HELP: Final = 1_000
FIELD_ERROR: Final = 1_000
CHOICES: Final = 100
CHOICE_LABEL: Final = 100
HITS: Final = 15
"""What Teams shows of the answer to a search."""
TEXT_INPUT: Final = 3_000
DIALOG_TITLE: Final = 60
