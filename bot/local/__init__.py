"""The local workspace: Rungs and a local Slack side by side, filled with the example company."""
