"""A form that somebody sent, whatever the platform it was shown on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.chat.ask import Place


@dataclass(frozen=True, slots=True)
class Submission:
    """What came back from a form.

    `values` by field name, as `Form` reads them: "" where nothing stands, one a line from a field that takes several.
    """

    command: str
    form_id: str
    place: Place
    carried: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> Mapping[str, str]:
        """All that the form said, with what travelled along."""
        return {**self.carried, **self.values}

    def key(self, person_id: int) -> str:
        """One form sent once by somebody with these values; a corrected form has other values and so another key.

        The answer to it is for nobody else. The digest keeps the key from naming them.
        """
        body = json.dumps([person_id, dict(self.given)], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return f"{self.place.platform}:form:{self.form_id}:{digest}"
