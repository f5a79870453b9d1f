"""The local Slack: a server that speaks Slack's Web API and sends signed requests to the bot's real endpoint."""
