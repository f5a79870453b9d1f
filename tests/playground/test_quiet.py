"""While much happens at once, nobody is told of each thing."""

from bot.playground.server import Playground


async def test_what_happens_in_quiet_is_told_once(slack: Playground) -> None:
    before = slack.workspace.revision

    with slack.workspace.quiet():
        await slack.say("ana", "general", "one")
        await slack.say("ana", "general", "two")
        during = slack.workspace.revision

    assert (during, slack.workspace.revision) == (before, before + 1)
    assert [message.text for message in slack.messages("general")] == ["one", "two"]


async def test_afterwards_everything_is_told_again(slack: Playground) -> None:
    with slack.workspace.quiet():
        pass
    before = slack.workspace.revision

    await slack.say("ana", "general", "one")

    assert slack.workspace.revision > before
