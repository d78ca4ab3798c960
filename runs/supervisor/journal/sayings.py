"""Models to register and errors to show: kept as events, and acted upon when the run ends."""

from runs.models import Run

from .lines import Fact, text

MODEL, ERROR, WARNING = "model", "error", "warning"
MOST = 200  # events of one run and kind
LONGEST = 3_000  # characters of a message, as in Azure ML
FIELDS = {"name": 250, "path": 1_000, "description": 5_000, "framework": 100, "framework_version": 100}


class Sayings:
    def __init__(self, run: Run):
        self.run = run
        self.counts = {kind: run.events.filter(kind=kind).count() for kind in (MODEL, ERROR, WARNING)}

    def model(self, fact: Fact) -> None:
        """Registered once its files are here (models.py)."""
        kept = {name: text(fact.told.get(name), most) for name, most in FIELDS.items()}
        if kept["name"] and kept["path"]:
            labels = {name: plain(fact.told.get(name)) for name in ("tags", "properties")}
            self._note(MODEL, f"{kept['name']} from {kept['path']}", fact, **kept, **labels)

    def complaint(self, fact: Fact) -> None:
        """`run.fail()`: an error ends the run Failed, whatever its exit code."""
        kind = WARNING if fact.told.get("level") == "warning" else ERROR
        self._note(
            kind, text(fact.told.get("message"), LONGEST) or "The script said that it failed.", fact, code=text(fact.told.get("code"), 100)
        )

    def _note(self, kind: str, words: str, fact: Fact, **data) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= MOST:
            self.run.note(kind, words, at=fact.at, **data)


def plain(told) -> dict[str, str | None]:
    """Tags or properties as they are kept."""
    found = [(name, value) for name, value in told.items() if name.strip()][:100] if isinstance(told, dict) else []
    return {text(name, 250): None if value is None else text(value, 1_000) for name, value in found}
