"""The local Slack: it speaks Slack's Web API, and sends the bot signed requests or envelopes of Socket Mode."""
