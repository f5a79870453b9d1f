"""Every limit of Slack that Rungs keeps to, in one table.

Sources: docs.slack.dev/reference/block-kit (blocks, composition objects, elements), /reference/views/modal-views,
/reference/app-manifest and /apis/web-api/rate-limits. Lengths are in characters, counted as UTF-16 units.
"""

from typing import Final

# Messages and views
MESSAGE_BLOCKS: Final = 50
MESSAGE_TEXT: Final = 12_000
"""All text in the blocks of one message. Slack names no number; it refused from 13,200 on (msg_blocks_too_long)."""
FALLBACK: Final = 3_000
"""`text` beside blocks; Slack cuts it at 40,000 and advises to stay under 4,000."""
VIEW_BLOCKS: Final = 100
VIEW_BYTES: Final = 240_000
"""A view as JSON; Slack refuses 250 kB (view_too_large), the rest is for what surrounds the blocks."""
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
"""`submit` and `close` of a modal."""
PRIVATE_METADATA: Final = 3_000

# Blocks
SECTION: Final = 3_000
FIELDS: Final = 10
FIELD: Final = 2_000
HEADER: Final = 150
CONTEXT: Final = 3_000
"""Text of one element of a context."""
ACTIONS: Final = 5
"""Buttons side by side. Slack takes 25; five still fit one line on a desktop."""
INPUT_LABEL: Final = 150
"""Slack takes 2,000; a label that long hides its input."""
INPUT_HINT: Final = 2_000

# Elements
BUTTON_LABEL: Final = 75
BUTTON_VALUE: Final = 2_000
URL: Final = 3_000
OPTIONS: Final = 100
OVERFLOW_OPTIONS: Final = 5
OPTION_LABEL: Final = 75
OPTION_VALUE: Final = 150
PLACEHOLDER: Final = 150
TEXT_INPUT: Final = 3_000

# Home and acknowledgements
FIELD_ERROR: Final = 1_000
"""A message at an input; Slack names no limit, and nobody reads more."""

# Manifest
COMMANDS: Final = 50
COMMAND: Final = 32
COMMAND_DESCRIPTION: Final = 2_000
USAGE_HINT: Final = 1_000
SHORTCUTS: Final = 10
SHORTCUT_NAME: Final = 24
SHORTCUT_DESCRIPTION: Final = 150

# Pace of sending, in messages a second
CHANNEL_RATE: Final = 1.0
CHANNEL_BURST: Final = 1
"""chat.postMessage in one channel; short bursts are tolerated, none is promised."""
WORKSPACE_RATE: Final = 5.0
WORKSPACE_BURST: Final = 10
"""All messages of a workspace: "several hundred a minute", so 300."""

# Answers by response_url
RESPONSE_POSTS: Final = 5
RESPONSE_SECONDS: Final = 1_800
