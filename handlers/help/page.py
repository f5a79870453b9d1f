"""docs/commands.md and the table in the README, made from the commands; and the grammar, in words."""

from collections.abc import Sequence
from typing import Final

from handlers.chat.spec import FormSpec
from handlers.help.table import commands_table, short_table

BEGINS: Final = "<!-- commands -->"
ENDS: Final = "<!-- /commands -->"
"""Between these two lines of a page stands the short table."""

_OPENING: Final = """\
# Commands

What can be typed, made from the code by `make docs`. In the tables, WORDS IN CAPITALS are what you fill in, `[…]`
may be left out, `…` after a word takes several, and of what `|` divides you type one. [The grammar](#grammar) is
below.
"""

_GRAMMAR: Final = """\
## Grammar

`/area verb what [free text] [--option value]`: `/okr update KR-5 1250 the video works --confidence 7`.

### Finding a command

- An area alone does the most usual thing: `/checkin` opens the form for all your key results.
- `help` stands after any of it: `/rungs help`, `/okr help`, `/okr new help`. It stores nothing.
- `/rungs` reaches every area: `/rungs okr list` is `/okr list`. Use it where another app of your Slack has a command
  of the same name.
- A word that is no command is answered with the nearest one, ready to copy.
- The same words can be written to the bot in a direct message, or after its mention in a channel or thread, with or
  without the slash. On Teams, that is how commands are typed.
- Written to the bot, the commands of `/rungs` need no `rungs`: `team list`, `settings`, `home`.
- `/rungs home` is the page that Slack shows as the Home of the app.

### Filling it in

- What stands in capitals comes in order. Options come in any order, before, between or after, and each once.
- The last free text takes the rest of the line, and needs no quotes.
- Quotes hold words together where a value has several: `--unit "new orders"`. `"` and `'` do, and so do “ ” „ ‘ ’ ‚
  « », which phones and Macs type. A quote inside a word, as in *don't*, is a letter.
- — and – before a word are read as `--`.
- A word with `--` that is no option of the command belongs to the text.
- Keywords such as `from 0 to 10`, `at least 95` or `between 20 and 25` stand behind the text, in any case and order. A
  text that has such words in it stays whole: it ends where the most values can be read, `Move from paper to tablets
  from 0 to 100` after *tablets*. `yes-no` and its like count as the last words only, and in quotes all is text.
- Keywords that contradict each other open the form, with what was understood.
- A field of a form, its label and its option are one word: the field Parent is `--parent`.
- What is missing and needed opens the form, with what you gave filled in. So do words that are left over, options
  that are there twice and values that cannot be read: nothing is stored until you send the form.

### Numbers

- Written as you like: `1250`, `1,250`, `1 250`, `1'250`, `52.5`, `52,5`, `-3`, `3k`, `2.5m`, `1bn`, `40 %`, `$45`,
  `45 €`.
- Where two readings are possible, the answer says which was taken, with a button to undo it: `1,250` is 1250 and
  might have been 1.25; `1.250` is 1.25 and might have been 1250.
- At most 12 digits before the point and 6 after. Numbers are exact: nothing is rounded.
- No numbers are `NaN`, `infinity`, `1e9`, `0x10`, `1_000`, `1/2`. They are refused with an example.

### Days

- `2026-12-31`, `31.12.2026`, `31.12.`, `31 dec`, `dec 31 2026`, `today`, `tomorrow`, `friday`, `next friday`,
  `in 2 weeks`, `in 3 months`, `end of month`, `end of the quarter`, `end of year`.
- They are days in your own time zone, which `/rungs me` shows. A day without a year is the next one to come, today
  included; a weekday is never today, and `next friday` is the Friday of next week.

### Cycles

- `2026-Q4`, `Q4`, `Q4 2026`, `2026-H2`, `2026`, `2026-11`, `November`, `nov 2026`, or from one day to another:
  `2026-11-15..2027-02-28`, `2026-11-15 to 2027-02-28`, 24 months at most. Without a year it is the nearest.
- `current`, `next` and `last` are of the kind that app.yaml calls usual, quarters unless it says otherwise; or of the
  kind you say: `next month`, `this year`, `last half`.
- The names that app.yaml gives to cycles of your company's own, in any case.
- An objective may run over several: `--cycle 2026`, or `--cycle 2026-Q4 --by 2027-02-15`. A list of a cycle shows what
  runs on any of its days. A new objective is never in a cycle that is over, nor due before its cycle begins.
- They are counted in the company's time zone.

### Confidence

- A whole number from `1` to `10`, or `on-track` (8), `at-risk` (5), `off-track` (2).
- Left out, the last one stands and is shown with its date; one that was never said shows as not said. It is never
  computed.

### People, teams, channels

- A person: a mention, an e-mail address, `me`, or enough of the name to be the only one. Several people are
  mentioned or written as addresses, one after the other.
- Guests, bots and people who have left cannot be named.
- A team: its name, in any case, however many words it has, or enough of it to be the only one.
- A channel: its mention, `here` for the one in which you type, or `none`.

### Objectives and key results

- A code, in any case: `O-2`, `kr-5`, `KR5`. Or enough of the title to be the only one; in quotes where it has
  numbers.
- Where several fit, they are offered as buttons. An objective in place of a key result offers its key results.
- `/okr list` takes `mine` (when you say nothing), a person, `company` or `all`, a team's name, and a status word
  before or after: `/okr list at risk`, `/okr list Marketing`.
- `/digest` takes a team's name or `company`, with `--team` before it or without: `/digest Marketing`.
"""


def commands_page(catalogue: Sequence[FormSpec]) -> str:
    """docs/commands.md: every command with its options, and the grammar."""
    return f"{_OPENING}\n{commands_table(catalogue)}\n{_GRAMMAR}"


def with_short_table(page: str, catalogue: Sequence[FormSpec]) -> str:
    """The page with the short table between its two marks. Raises ValueError where they are not both there."""
    before, begins, rest = page.partition(f"{BEGINS}\n")
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError(f"there must be a line {BEGINS} and, below it, a line {ENDS}.")
    return f"{before}{begins}\n{short_table(catalogue)}\n{ends}{after}"
