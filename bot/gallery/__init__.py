"""The gallery: every screen as the local Slack shows it, as files to look at and to compare."""
