"""The local Slack in a browser: drawn on the server, kept up to date by a few small scripts."""
