"""The Web API methods, one file per family, as Slack names them."""
