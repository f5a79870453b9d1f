"""Where the platforms are and with what one is let in: whole, or refused with what to set."""

import pytest

from bot.addresses import SlackAddress, TeamsAddress, slack_address, teams_address
from bot.settings import Misconfigured, read_environment

SECRET = "xoxb-very-secret"


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
