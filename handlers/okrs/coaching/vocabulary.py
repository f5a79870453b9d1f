"""The English words by which the coach judges titles, in lower case."""

ARTICLES = frozenset({"a", "an", "the", "our", "my", "your", "their", "its", "this", "these", "all", "every", "each"})
SMALL_ENGLISH = ARTICLES | {
    *("and", "or", "of", "for", "to", "in", "on", "at", "by", "with", "from", "than", "that", "who", "which", "what"),
    *("is", "are", "be", "being", "we", "us", "they", "it", "as", "into", "without", "within", "more", "less", "most"),
    *("where", "when", "how", "up", "out", "not", "no", "per", "new", "better", "best", "first", "fewer"),
}
SMALL_FOREIGN = frozenset(
    {
        *(
            "der",
            "das",
            "den",
            "dem",
            "des",
            "und",
            "mit",
            "für",
            "ein",
            "eine",
            "einen",
            "im",
            "zu",
            "auf",
            "von",
            "bei",
        ),
        *("le", "la", "les", "du", "de", "et", "un", "une", "nos", "notre", "pour", "dans", "avec", "sur", "aux", "au"),
        *(
            "el",
            "los",
            "las",
            "con",
            "para",
            "por",
            "y",
            "del",
            "una",
            "nuestro",
            "nuestra",
            "en",
            "o",
            "os",
            "da",
            "do",
        ),
        *("il", "lo", "gli", "di", "per", "e", "i", "della", "dei", "het", "een", "van", "voor", "met", "och", "för"),
        *("att", "og", "til", "ja", "się", "na", "z", "w", "ve", "için", "ile"),
    }
)
USUAL = frozenset(
    {
        *(
            "customer",
            "customers",
            "people",
            "team",
            "teams",
            "users",
            "user",
            "market",
            "product",
            "products",
            "sales",
        ),
        *("company", "website", "app", "service", "support", "quality", "revenue", "growth", "orders", "time", "cost"),
        *("costs", "win", "grow", "raise", "reduce", "increase", "improve", "make", "become", "delight", "deliver"),
        *(
            "reach",
            "obtain",
            "secure",
            "keep",
            "faster",
            "happier",
            "data",
            "process",
            "brand",
            "business",
            "employees",
        ),
        *("weekly", "daily", "monthly", "churn", "retention", "satisfaction", "conversion", "rate", "share", "profit"),
        *("get", "give", "help", "lead", "leading", "love", "loved", "trust", "safe", "easy", "open", "known", "sell"),
    }
)

MAKING = frozenset(
    {
        *("launch", "build", "write", "implement", "develop", "create", "release", "publish", "design", "install"),
        *(
            "migrate",
            "deploy",
            "introduce",
            "prepare",
            "complete",
            "finish",
            "finalise",
            "finalize",
            "produce",
            "draft",
        ),
        *("document", "redesign", "refactor", "upgrade", "ship", "roll", "set", "establish", "define", "conduct"),
        *("execute", "rewrite", "code", "program", "assemble", "test", "optimise", "optimize", "update", "translate"),
    }
)
HOLDING = frozenset({"hold", "organise", "organize", "run", "host", "attend", "facilitate", "schedule", "arrange"})
EVENTS = frozenset(
    {
        *(
            "meeting",
            "workshop",
            "event",
            "training",
            "webinar",
            "session",
            "interview",
            "talk",
            "conference",
            "review",
        ),
        *("retrospective", "retro", "standup", "stand-up", "course", "campaign", "survey", "hackathon", "demo", "call"),
        *("meetup", "presentation", "pilot", "experiment", "test", "audit", "check-in", "one-to-one", "offsite"),
        *("newsletter", "report", "post", "update", "backup", "inspection", "round"),
    }
)
HEADS = frozenset(
    {
        *("team", "teams", "day", "days", "week", "date", "dates", "partner", "partners", "customer", "customers"),
        *("quality", "readiness", "success", "excellence", "time", "times", "cost", "costs", "crew", "site", "sites"),
        *("process", "window", "system", "systems", "leadership", "failures", "delays", "errors", "coverage"),
    }
)
"""Nouns that make the verb before them a noun, too: "Launch team happiness", "Release quality"."""
OUTCOMES = frozenset(
    {
        *(
            "trust",
            "loyalty",
            "confidence",
            "culture",
            "reputation",
            "love",
            "happiness",
            "delight",
            "momentum",
            "demand",
        ),
        *(
            "awareness",
            "community",
            "relationship",
            "relationships",
            "habit",
            "habits",
            "value",
            "rate",
            "rates",
            "time",
        ),
        *("cost", "costs", "conversion", "conversions", "nps", "score", "scores", "speed", "share", "revenue", "sales"),
        *(
            "profit",
            "margin",
            "churn",
            "retention",
            "satisfaction",
            "pipeline",
            "leads",
            "customers",
            "users",
            "orders",
        ),
        *(
            "uptime",
            "latency",
            "errors",
            "defects",
            "visitors",
            "visits",
            "signups",
            "sign-ups",
            "subscribers",
            "demand",
        ),
        *("savings", "growth", "engagement", "adoption", "usage", "attrition", "category", "market", "enthusiasm"),
    }
)
UPKEEP = frozenset(
    {
        *("maintain", "continue", "ensure", "manage", "support", "monitor", "oversee", "administer", "coordinate"),
        *("handle", "assist", "supervise"),
    }
)
UPKEEP_IS_ANOTHER_WORD = frozenset({"to", "that", "which", "who", "team", "teams", "tickets", "staff", "with"})
DOING = (
    MAKING
    | HOLDING
    | {
        *("send", "post", "check", "review", "call", "talk", "report", "meet", "visit", "do", "hold", "give", "make"),
        *("discuss", "share", "present", "collect", "clean", "back", "read", "inspect", "answer", "have"),
    }
)
GENERIC = ARTICLES | {
    *("be", "become", "get", "do", "make", "improve", "increase", "optimise", "optimize", "enhance", "better", "best"),
    *("great", "good", "more", "quality", "things", "stuff", "work", "performance", "growth", "grow", "success", "and"),
    *("in", "of", "for", "to", "everything", "business", "company", "excellence", "efficiency", "productivity", "even"),
    *("overall", "general", "much", "higher", "stronger", "strong", "successful", "efficient", "productive", "results"),
}
LAGGING = frozenset(
    {
        *("revenue", "turnover", "profit", "profits", "margin", "ebitda", "churn", "attrition", "nps", "satisfaction"),
        *("retention", "arr", "mrr", "sales", "income", "earnings", "costs", "market"),
    }
)
KNOWN = SMALL_ENGLISH | USUAL | MAKING | HOLDING | EVENTS | HEADS | OUTCOMES | UPKEEP | DOING | GENERIC | LAGGING
