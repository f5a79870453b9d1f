"""Closes what a client keeps for us and sends back, so that a changed or a made-up one is known."""

import base64
import hashlib
import hmac

PURPOSE = b"rungs: data of a form"
"""What the key is derived for: the secret itself stays of no use to whoever learns a seal."""
LENGTH = 16
"""Bytes of the HMAC-SHA256 that are kept: forging one takes 2**127 attempts on average."""


class Seal:
    """Closes texts with a secret that only this bot knows. What is closed can still be read by anybody."""

    def __init__(self, secret: bytes) -> None:
        if not secret:
            raise ValueError("A seal needs a secret.")
        self._key = hmac.digest(secret, PURPOSE, hashlib.sha256)

    def closed(self, text: str) -> str:
        """The text with its mark in front: 22 characters, a point, the text."""
        return f"{self._mark(text)}.{text}"

    def opened(self, sealed: str) -> str:
        """The text that was closed. Raises ValueError for one that was not closed by this secret."""
        mark, _, text = sealed.partition(".")
        if not hmac.compare_digest(mark.encode("utf-8", "replace"), self._mark(text).encode()):
            raise ValueError("The seal is broken.")
        return text

    def _mark(self, text: str) -> str:
        # A client may send half a surrogate pair; it then fails to match, and is no error of ours.
        digest = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:LENGTH]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
