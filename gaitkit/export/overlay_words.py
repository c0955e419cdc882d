"""The few words in the picture. ASCII: the font of the picture knows nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from gaitkit.errors import UsageError
from gaitkit.model import GaitEvent, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one language."""

    sides: dict[Side, str]
    events: dict[str, str]
    knee_flexion: str
    knee_projection: str
    trunk: str
    inward: str
    outward: str
    forward: str
    backward: str
    measured: str

    def event(self, event: GaitEvent) -> str:
        """Such as `L contact`."""
        return f"{self.sides[event.side]} {self.events[event.kind]}"

    def person(self, number: int) -> str:
        """Such as `person 2`."""
        return f"{self.measured} {number}"


_WORDS = {
    "en": Words(
        sides={"left": "L", "right": "R"},
        events={"initial_contact": "contact", "toe_off": "toe-off"},
        knee_flexion="Knee flexion",
        knee_projection="Knee projection",
        trunk="Trunk",
        inward="in",
        outward="out",
        forward="forward",
        backward="back",
        measured="person",
    ),
    "nl": Words(
        sides={"left": "L", "right": "R"},
        events={"initial_contact": "landing", "toe_off": "afzet"},
        knee_flexion="Kniebuiging",
        knee_projection="Kniestand",
        trunk="Romp",
        inward="binnen",
        outward="buiten",
        forward="voorover",
        backward="achterover",
        measured="persoon",
    ),
}


def words_in(lang: str) -> Words:
    """Words of a language; UsageError if there is none."""
    if lang not in _WORDS:
        raise UsageError(f"lang: expected one of {', '.join(sorted(_WORDS))}, got {lang!r}.")
    return _WORDS[lang]
