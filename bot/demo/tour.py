"""The tour of the local workspace, for a visitor who has never seen OKRs."""

from bot.playground.tour import Stop

TOUR = (
    Stop(
        title="Update a key result",
        about="An objective says what a team wants to reach; its key results are the numbers that show it.",
        task="Emil counts pre-orders in KR-5. Tell Rungs his new number, and press Send.",
        person="emil",
        place="marketing",
        sign="command",
        words="/okr update KR-5 1700",
    ),
    Stop(
        title="Check in",
        about="A check-in is the minute a week in which each says where their numbers are, and how sure they feel.",
        task="Farah has two key results. Send the command, fill in her form and press Check in.",
        person="farah",
        place="marketing",
        sign="form",
        words="/checkin",
    ),
    Stop(
        title="See the digest",
        about="A digest tells the whole team once a week how far it is, so that nobody has to ask around.",
        task="Move the story's clock to the next digest, and read it in #marketing.",
        person="emil",
        place="marketing",
        sign="clock",
    ),
    Stop(
        title="Look at Home",
        about="Home shows each person what is theirs: objectives, key results, goals, and who waits for them.",
        task="Open Emil's Home. Chen asks for his feedback there; Answer gives it, and says first who will read it.",
        person="emil",
        place="home",
        sign="home",
    ),
    Stop(
        title="Ask why",
        about="Progress is computed, never guessed: every percentage can say what it is made of.",
        task="Ask why the objective of the marketing team stands where it does.",
        person="emil",
        place="marketing",
        sign="command",
        words="/okr why O-3",
    ),
)
