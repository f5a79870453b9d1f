"""Settings: what holds when nothing is said, and the one line that an operator reads when something is wrong."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.addresses import SlackAddress, TeamsAddress, slack_address, teams_address
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


class TestSlackAddress:
    def test_it_takes_both_secrets(self) -> None:
        address = slack_address(read_environment({"SLACK_BOT_TOKEN": SECRET, "SLACK_SIGNING_SECRET": "s"}))

        assert address == SlackAddress("https://slack.com/api/", SECRET, "s")

    @pytest.mark.parametrize("secret", ["", "s"])
    def test_with_an_app_token_it_needs_no_signing_secret(self, secret: str) -> None:
        given = {"SLACK_BOT_TOKEN": SECRET, "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": secret}

        assert slack_address(read_environment(given)) == SlackAddress(
            "https://slack.com/api/", SECRET, secret, "xapp-1"
        )

    def test_an_app_token_of_another_kind_is_refused_with_where_to_find_the_right_one(self) -> None:
        with pytest.raises(Misconfigured) as caught:
            slack_address(read_environment({"SLACK_BOT_TOKEN": SECRET, "SLACK_APP_TOKEN": SECRET}))

        assert str(caught.value) == (
            "SLACK_APP_TOKEN must begin xapp-, and be one word."
            " Copy it from your app's page under Basic Information, App-Level Tokens."
        )

    @pytest.mark.parametrize("token", ["xapp-1", "xoxp-1", "xoxb-1 2", "xoxb\u20131", "xoxb-1\nxapp-2"])
    def test_a_bot_token_of_another_kind_is_refused_with_where_to_find_the_right_one(self, token: str) -> None:
        with pytest.raises(Misconfigured) as caught:
            slack_address(read_environment({"SLACK_BOT_TOKEN": token, "SLACK_APP_TOKEN": "xapp-1"}))

        assert str(caught.value) == (
            "SLACK_BOT_TOKEN must begin xoxb-, and be one word. Copy it from your app's page under Install App."
        )

    def test_an_app_token_in_two_words_is_refused(self) -> None:
        with pytest.raises(Misconfigured, match="SLACK_APP_TOKEN must begin xapp-, and be one word"):
            slack_address(read_environment({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1 2"}))

    def test_a_blank_or_a_line_s_end_that_was_copied_along_does_no_harm(self) -> None:
        given = {"SLACK_BOT_TOKEN": " xoxb-1\n", "SLACK_APP_TOKEN": "xapp-1 ", "SLACK_SIGNING_SECRET": "s\r\n"}

        address = slack_address(read_environment(given))

        assert (address.bot_token, address.app_token, address.signing_secret) == ("xoxb-1", "xapp-1", "s")

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({}, "SLACK_BOT_TOKEN is not set."),
            ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is not set."),
            ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN is not set."),
            ({"SLACK_BOT_TOKEN": SECRET}, "SLACK_SIGNING_SECRET is not set."),
        ],
    )
    def test_a_half_set_one_is_refused_with_where_to_find_the_rest(self, given: dict[str, str], missing: str) -> None:
        with pytest.raises(Misconfigured) as caught:
            slack_address(read_environment(given))

        assert str(caught.value).startswith(f"{missing} Copy it from your app's page under ")
        assert SECRET not in str(caught.value)

    def test_it_does_not_show_its_secrets(self) -> None:
        assert SECRET not in repr(SlackAddress("https://slack.com/api/", SECRET, SECRET, SECRET))

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8000/api", "http://127.0.0.1:8000/api/"])
    def test_its_address_ends_where_a_method_begins(self, url: str) -> None:
        given = {"SLACK_BOT_TOKEN": SECRET, "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": url}

        assert slack_address(read_environment(given)).api_url == "http://127.0.0.1:8000/api/"

    def test_an_address_that_is_none_is_named(self) -> None:
        given = {"SLACK_BOT_TOKEN": SECRET, "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": "slack.com"}

        with pytest.raises(Misconfigured, match=r"SLACK_API_URL is “slack\.com”, and must be an address"):
            slack_address(read_environment(given))


APP = "6F1A9C0E-1b2d-4c3e-8f40-5a6b7c8d9e0f"
TENANT = "2f0d9b7a-3c4e-4d5f-9a6b-7c8d9e0f1a2b"
OTHER = "99999999-9999-9999-9999-999999999999"
REGISTERED = {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": SECRET, "TEAMS_TENANT_ID": TENANT}


class TestTeamsAddress:
    @pytest.mark.parametrize("given", [{}, {"SLACK_BOT_TOKEN": SECRET}, {"TEAMS_ALLOW_ANONYMOUS": "0"}])
    def test_without_a_word_about_teams_there_is_none(self, given: dict[str, str]) -> None:
        assert teams_address(read_environment(given)) is None

    def test_it_takes_the_registration_s_three_values(self) -> None:
        assert teams_address(read_environment(REGISTERED)) == TeamsAddress(
            app_id=APP.lower(),
            password=SECRET,
            tenant=TENANT,
            tenants=frozenset({TENANT}),
            openid_metadata_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
            login_url="https://login.microsoftonline.com",
            is_anonymous=False,
        )

    def test_further_directories_may_be_allowed(self) -> None:
        address = teams_address(read_environment(REGISTERED | {"TEAMS_ALLOWED_TENANTS": f" {OTHER}, ,{APP}\n"}))

        assert address is not None
        assert address.tenants == {TENANT, OTHER, APP.lower()}

    def test_a_login_url_may_end_with_a_slash(self) -> None:
        address = teams_address(read_environment(REGISTERED | {"TEAMS_LOGIN_URL": "http://127.0.0.1:1/login/ "}))

        assert address is not None
        assert address.login_url == "http://127.0.0.1:1/login"

    @pytest.mark.parametrize("missing", REGISTERED)
    def test_a_value_that_is_missing_is_named(self, missing: str) -> None:
        given = {name: value for name, value in REGISTERED.items() if name != missing}

        with pytest.raises(Misconfigured, match=rf"\A{missing} is not set\. [^\n]+\Z"):
            teams_address(read_environment(given))

    @pytest.mark.parametrize("alone", REGISTERED)
    def test_one_value_alone_means_teams_and_is_not_enough(self, alone: str) -> None:
        environment = read_environment({alone: REGISTERED[alone]})

        assert (environment.has_token, environment.has_teams, environment.has_slack) == (True, True, False)
        with pytest.raises(Misconfigured, match="is not set"):
            teams_address(environment)

    @pytest.mark.parametrize("name", ["TEAMS_APP_ID", "TEAMS_TENANT_ID", "TEAMS_ALLOWED_TENANTS"])
    @pytest.mark.parametrize("value", ["rungs", APP[:-1], f"{APP}0", f"{APP}/..", "common"])
    def test_an_id_of_another_shape_is_refused_with_an_example(self, name: str, value: str) -> None:
        with pytest.raises(Misconfigured, match=rf"\A{name} .*11111111-2222-3333-4444-555555555555"):
            teams_address(read_environment(REGISTERED | {name: value}))

    @pytest.mark.parametrize("name", ["TEAMS_LOGIN_URL", "TEAMS_OPENID_METADATA_URL"])
    @pytest.mark.parametrize("value", ["", "login.microsoftonline.com", "file:///etc/passwd"])
    def test_an_address_that_is_none_is_refused(self, name: str, value: str) -> None:
        with pytest.raises(Misconfigured, match=rf"\A{name} is “{value}”, and must be an address"):
            teams_address(read_environment(REGISTERED | {name: value}))

    def test_its_password_is_never_shown(self) -> None:
        assert SECRET not in repr(teams_address(read_environment(REGISTERED)))
        assert SECRET not in repr(read_environment(REGISTERED))

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
    def test_anonymous_mode_is_for_this_machine(self, host: str) -> None:
        environment = read_environment({"TEAMS_ALLOW_ANONYMOUS": "1", "HOST": host})
        address = teams_address(environment)

        assert environment.has_token
        assert address is not None
        assert (address.is_anonymous, address.app_id, address.tenants) == (True, "", frozenset())

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "rungs.example", ""])  # noqa: S104
    def test_anonymous_mode_on_an_address_that_others_reach_is_refused(self, host: str) -> None:
        with pytest.raises(Misconfigured, match=r"Set HOST to 127\.0\.0\.1, or remove TEAMS_ALLOW_ANONYMOUS"):
            teams_address(read_environment({"TEAMS_ALLOW_ANONYMOUS": "1", "HOST": host}))

    @pytest.mark.parametrize("name", ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD"])
    def test_anonymous_mode_beside_a_registration_is_refused(self, name: str) -> None:
        with pytest.raises(Misconfigured, match="Remove TEAMS_ALLOW_ANONYMOUS"):
            teams_address(read_environment({"TEAMS_ALLOW_ANONYMOUS": "1", name: REGISTERED[name]}))

    @pytest.mark.parametrize("said", ["", " ", "0", "false", "no"])
    def test_anonymous_mode_has_to_be_asked_for(self, said: str) -> None:
        assert not read_environment({"TEAMS_ALLOW_ANONYMOUS": said}).has_token

    def test_what_is_neither_yes_nor_no_is_refused(self) -> None:
        with pytest.raises(Misconfigured, match="TEAMS_ALLOW_ANONYMOUS in the environment: "):
            read_environment({"TEAMS_ALLOW_ANONYMOUS": "perhaps"})
