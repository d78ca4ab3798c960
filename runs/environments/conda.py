"""A conda file's dependencies, taken apart into what uv installs and what needs conda."""

import re
from dataclasses import dataclass, field, replace

from ruamel.yaml import YAML

from .requirements import AZUREML, read_lines

SPEC = re.compile(r"^(?:[\w\-./:]+::)?([A-Za-z0-9_][\w.\-]*)")


@dataclass(frozen=True)
class Conda:
    """`specs` as conda writes them, Python's own among them; `pip` the lines below `pip:`."""

    channels: list[str] = field(default_factory=list)
    specs: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, tree: dict) -> "Conda":
        specs, pip = [], []
        for each in tree.get("dependencies") or []:
            if isinstance(each, dict):
                pip += [line for item in each.get("pip") or [] for line in read_lines(str(item))]
            elif each is not None:
                specs.append(str(each).strip())
        return cls([str(channel) for channel in tree.get("channels") or []], specs, pip)

    @classmethod
    def read(cls, text: str) -> "Conda":
        return cls.of(YAML(typ="safe", pure=True).load(text) or {})

    @property
    def tree(self) -> dict:
        pip = [{"pip": self.pip}] if self.pip else []
        return ({"channels": self.channels} if self.channels else {}) | {"dependencies": [*self.specs, *pip]}

    def with_pip(self, lines: list[str]) -> "Conda":
        return replace(self, pip=lines)

    @property
    def others(self) -> list[str]:
        """What only conda has: everything but Python, pip and Azure ML's own packages."""
        return [spec for spec in self.specs if name_of(spec) not in ("python", "pip") and not AZUREML.match(name_of(spec) + " ")]

    @property
    def python(self) -> str | None:
        """The version of Python as uv understands it, or None where any will do."""
        spec = next((spec for spec in self.specs if name_of(spec) == "python"), None)
        return _version(spec) if spec else None


def name_of(spec: str) -> str:
    found = SPEC.match(spec)
    return found.group(1).lower() if found else spec.lower()


def _version(spec: str) -> str | None:
    """`python=3.8`, `python==3.8.5`, `python 3.8.*`, `python>=3.8,<3.11`, `python=3.8=build` → `3.8`, `3.8.5`, `3.8`, `>=3.8,<3.11`, `3.8`."""
    rest = re.sub(r"\[.*\]$", "", spec.partition("::")[2] or spec)[len("python") :].strip()
    if not rest or rest == "*":
        return None
    if re.match(r"[<>!~]", rest):
        return re.sub(r"\s+", "", rest)
    return re.split(r"[\s=]", rest.lstrip("=").strip())[0].removesuffix(".*").removesuffix("*").rstrip(".") or None
