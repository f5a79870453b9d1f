"""Settings: what holds when nothing is said, and the one line that an operator reads when something is wrong."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Environment, Misconfigured, read_company, read_environment
from handlers.company import Cadence, Company, HumanResources
from storage.cycles import Cycle, Cycles

ROOT = Path(__file__).parent.parent.parent
SECRET = "xoxb-very-secret"

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes an app.yaml and says where."""

    def write(text: str) -> Path:
        path = tmp_path / "app.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def complaint(path: Path) -> str:
    """What the operator is told about an app.yaml, without its path."""
    with pytest.raises(Misconfigured) as caught:
        read_company(path)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(str(path))
    return said.removeprefix(str(path))


class TestCompany:
    @pytest.mark.parametrize("text", ["", "{}", "# nothing yet\n", "company: {}"])
    def test_every_key_may_be_left_out(self, written: Written, text: str) -> None:
        assert read_company(written(text)) == Company()

    def test_the_app_yaml_that_comes_with_rungs_shows_the_defaults(self) -> None:
        shipped = read_company(ROOT / "app.yaml")

        assert shipped == Company(name=shipped.name)

    def test_every_key_is_heeded(self, written: Written) -> None:
        company = read_company(
            written(
                """
                company: {name: Toasters, time_zone: Europe/Berlin, vision: Bread, mission: Heat}
                roles:
                  super_users: [" Ines@Company-X.example "]
                  hr: [{email: " Dara@Company-X.example ", teams: [Sales, Marketing]}, {email: jo@company-x.example}]
                cadence:
                  check_in: {day: tuesday, at: "10:15"}
                  nudge_after_hours: 4
                  digest: {day: sunday, at: "08:00"}
                nudges: {light: 1, standard: 3, active: 4}
                cycles: {usual: half, named: [{name: Launch, from: 2026-11-15, to: "2027-02-28"}]}
                status: {off_track_confidence: 2, at_risk_confidence: 5, off_track_pace: 30, at_risk_pace: 12,
                         stale_after_days: 5}
                values: [Customer first, " Try it and tell "]
                feedback: {kinds: [Thanks, Idea, Concern]}
                praise: {reactions: [tada, ":100:"]}
                goals: {total: free}
                """
            )
        )

        assert (company.name, company.time_zone) == ("Toasters", ZoneInfo("Europe/Berlin"))
        assert (company.vision, company.mission) == ("Bread", "Heat")
        assert company.super_users == {"ines@company-x.example"}
        assert (company.check_in, company.digest) == (Cadence(2, time(10, 15)), Cadence(7, time(8)))
        assert (company.nudge_after_hours, company.nudges_a_week["standard"]) == (4, 3)
        assert company.cycles == Cycles("half", (Cycle("Launch", date(2026, 11, 15), date(2027, 2, 28)),))
        assert (company.status.off_track_pace, company.status.stale_after_days) == (Decimal("0.3"), 5)
        assert company.human_resources == (
            HumanResources("dara@company-x.example", ("Sales", "Marketing")),
            HumanResources("jo@company-x.example"),
        )
        assert company.values == ("Customer first", "Try it and tell")
        assert company.feedback_kinds == ("Thanks", "Idea", "Concern")
        assert company.praise_reactions == ("tada", "100")
        assert not company.goals_add_up

    def test_what_is_left_out_is_feedback_as_strength_or_suggestion_and_goals_that_come_to_100(
        self, written: Written
    ) -> None:
        company = read_company(written("company: {name: Toasters}"))

        assert (company.human_resources, company.values) == ((), ())
        assert company.feedback_kinds == ("Strength", "Suggestion")
        assert company.praise_reactions == ("raised_hands", "clap", "heart", "like")
        assert company.goals_add_up

    @pytest.mark.parametrize(("total", "adds_up"), [("100", True), ("free", False), ('"free"', False)])
    def test_weights_come_to_100_or_to_anything(self, written: Written, total: str, adds_up: bool) -> None:
        assert read_company(written(f"goals: {{total: {total}}}")).goals_add_up == adds_up

    @pytest.mark.parametrize("hour", ["9:30", "09:30", '"09:30"', '"9:30"'])
    def test_an_hour_is_read_with_quotes_or_without(self, written: Written, hour: str) -> None:
        company = read_company(written(f"cadence: {{check_in: {{day: monday, at: {hour}}}}}"))

        assert company.check_in.at == time(9, 30)

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("compnay: {name: X}", "compnay"),
            ("company: {nmae: X}", "company.nmae"),
            ("slack_bot_token: xoxb-1", "slack_bot_token"),
            ("company: Toasters", "company"),
            ("company: {name: [X]}", "company.name"),
            ("roles: {super_users: ana@x.example}", "roles.super_users"),
            ("cadence: {check_in: {day: mon, at: '09:00'}}", "cadence.check_in.day"),
            ("cadence: {check_in: {day: monday}}", "cadence.check_in.at"),
            ("cadence: {check_in: {day: monday, at: '25:00'}}", "cadence.check_in.at"),
            ("cadence: {check_in: {day: monday, at: true}}", "cadence.check_in.at"),
            ("cadence: {nudge_after_hours: 0}", "cadence.nudge_after_hours"),
            ("nudges: {standard: 6}", "nudges.standard"),
            ("cycles: {usual: week}", "cycles.usual"),
            ("cycles: {named: [Launch]}", "cycles.named.0"),
            ("cycles: {named: [{name: Launch, from: 2026-11-15}]}", "cycles.named.0.to"),
            ("cycles: {named: [{name: Launch, from: soon, to: 2027-02-28}]}", "cycles.named.0.from"),
            ("cycles: {named: [{name: 2026, from: 2026-11-15, to: 2027-02-28}]}", "cycles.named.0.name"),
            ("status: {at_risk_pace: -1}", "status.at_risk_pace"),
            ("status: {stale_after_days: soon}", "status.stale_after_days"),
            ("roles: {hr: [dara@x.example]}", "roles.hr.0"),
            ("roles: {hr: [{teams: [Sales]}]}", "roles.hr.0.email"),
            ("roles: {hr: [{email: ' '}]}", "roles.hr.0.email"),
            ("roles: {hr: [{email: dara, teams: [Sales]}]}", "roles.hr.0.email"),
            ("roles: {hr: [{email: dara@x.example, teams: Sales}]}", "roles.hr.0.teams"),
            ("values: Customer first", "values"),
            ("values: ['']", "values.0"),
            ("values: [Customer first, {Try it: tell}]", "values.1"),
            (f"values: [{'x' * 61}]", "values.0"),
            (f"values: {list(map(str, range(51)))}", "values"),
            ("values: [Customer first, customer FIRST]", "values"),
            ("feedback: {kinds: [Idea, ' idea']}", "feedback.kinds"),
            ("feedback: {sorts: [Idea]}", "feedback.sorts"),
            ("praise: {reactions: clap}", "praise.reactions"),
            ("praise: {reactions: [clap, ':']}", "praise.reactions.1"),
            ("goals: {total: 90}", "goals.total"),
            ("goals: {total: '100'}", "goals.total"),
        ],
    )
    def test_a_wrong_key_is_named(self, written: Written, text: str, key: str) -> None:
        assert complaint(written(text)).startswith(f", {key}: ")

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("values: [Customer first, customer FIRST]", "values: “customer FIRST” stands there twice."),
            ("feedback: {kinds: [Idea, Idea]}", "feedback.kinds: “Idea” stands there twice."),
            ("goals: {total: 90}", "goals.total: Input should be 100 or 'free'."),
            ("roles: {hr: [{email: dara}]}", "roles.hr.0.email: “dara” is no e-mail address."),
        ],
    )
    def test_what_is_wrong_with_it_is_said(self, written: Written, text: str, sentence: str) -> None:
        assert complaint(written(text)) == f", {sentence}"

    @pytest.mark.parametrize(
        ("cycle", "sentence"),
        [
            (
                "{name: '', from: 2026-11-15, to: 2027-02-28}",
                "a name has 1 to 40 characters, begins with a letter or a digit and has no quotation marks.",
            ),
            (
                "{name: Next  Month, from: 2026-11-15, to: 2027-02-28}",
                "“Next Month” reads like a cycle that everybody has; choose another name.",
            ),
            ("{name: Launch, from: 2026-11-15, to: 2026-11-15}", "its last day must come after its first."),
            ("{name: Launch, from: 2026-11-15, to: 2028-11-15}", "it may last 24 months at most."),
            ("{name: Launch, from: 1026-11-15, to: 1027-11-15}", "its days must lie between 2000 and 2100."),
        ],
    )
    def test_a_cycle_that_cannot_be_is_answered_with_the_reason(
        self, written: Written, cycle: str, sentence: str
    ) -> None:
        assert complaint(written(f"cycles: {{named: [{cycle}]}}")) == f", cycles.named.0: {sentence}"

    def test_two_cycles_of_one_name_are_refused_in_any_case(self, written: Written) -> None:
        one, other = (f"{{name: {name}, from: 2026-11-15, to: 2027-02-28}}" for name in ("Launch", "LAUNCH"))

        assert complaint(written(f"cycles: {{named: [{one}, {other}]}}")) == (
            ", cycles.named.1.name: two cycles are called “LAUNCH”. Choose another name for one."
        )

    @pytest.mark.parametrize("zone", ["Europe/Berln", "CEST+2", "../etc/passwd", "''", "/etc/localtime"])
    def test_a_wrong_zone_is_answered_with_a_right_one(self, written: Written, zone: str) -> None:
        said = complaint(written(f"company: {{time_zone: {zone}}}"))

        assert "is no time zone. Write one like Europe/Berlin." in said

    def test_what_is_no_yaml_is_said_with_its_line(self, written: Written) -> None:
        assert complaint(written("company:\n  name: X\n bad")) == (
            " is not valid YAML in line 3. Check its colons and indentation."
        )

    @pytest.mark.parametrize("text", ["- a list", "just words", "42"])
    def test_what_holds_no_keys_is_said_to(self, written: Written, text: str) -> None:
        assert complaint(written(text)) == " must hold keys such as “company:”, and holds something else."

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert (
            complaint(tmp_path / "app.yaml") == " is not there. Name your app.yaml with --config, or run in its folder."
        )

    def test_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "app.yaml").write_bytes(b"company: {name: \xff}")

        assert complaint(tmp_path) == " cannot be read: IsADirectoryError."
        assert complaint(tmp_path / "app.yaml") == " cannot be read: UnicodeDecodeError."


class TestEnvironment:
    def test_with_nothing_set_it_is_the_local_workspace_on_sqlite(self) -> None:
        environment = read_environment({})

        assert (environment.host, environment.port, environment.rungs_playground_port) == ("127.0.0.1", 3000, 8000)
        assert environment.database_url.get_secret_value() == "sqlite:///rungs.db"
        assert environment.slack_api_url == "https://slack.com/api/"
        assert not environment.has_token

    def test_names_count_in_any_case_and_others_do_not(self) -> None:
        environment = read_environment({"port": "4000", "HOST": "0.0.0.0", "PATH": "/bin"})  # noqa: S104

        assert (environment.port, environment.host) == (4000, "0.0.0.0")  # noqa: S104

    @pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "TEAMS_APP_ID"])
    def test_any_token_means_a_real_platform(self, name: str) -> None:
        assert read_environment({name: SECRET}).has_token

    @pytest.mark.parametrize(
        ("name", "value"),
        [("PORT", "http"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", ""), ("RUNGS_PLAYGROUND_PORT", "8k")],
    )
    def test_a_wrong_value_is_named_and_not_shown(self, name: str, value: str) -> None:
        with pytest.raises(Misconfigured) as caught:
            read_environment({name: value})

        assert str(caught.value).startswith(f"{name} in the environment: ")

    def test_the_machine_s_own_environment_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", "3001")

        assert read_environment().port == 3001

    @pytest.mark.parametrize("show", [repr, str, lambda one: str(one.model_dump()), lambda one: one.model_dump_json()])
    def test_secrets_are_never_shown(self, show: Callable[[Environment], str]) -> None:
        names = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")
        environment = read_environment(dict.fromkeys(names, SECRET) | {"DATABASE_URL": f"postgresql://u:{SECRET}@h/d"})

        assert SECRET not in show(environment)
