"""Tags, properties, the run's name and description."""

from azureml.exceptions import UserErrorException

from .facts import facts
from .lines import tell, told


class Labelling:
    """Of a run that knows the `_child` it is (None: the run itself)."""

    def tag(self, key, value=None):
        self.set_tags({key: value})

    def set_tags(self, tags):
        tell("g", {"tags": {str(key): _text(value) for key, value in tags.items()}}, self._child)

    def remove_tags(self, tags):
        tell("g", {"untag": [tags] if isinstance(tags, str) else [str(key) for key in tags]}, self._child)

    def get_tags(self):
        found = dict(self._given.get("tags") or {})
        for fact in told("g", self._child):
            found.update(fact["g"].get("tags") or {})
            for key in fact["g"].get("untag") or []:
                found.pop(key, None)
        return found

    def add_properties(self, properties):
        """Properties never change: another value for one that is there is refused."""
        known = self.get_properties()
        wanted = {str(key): _text(value) for key, value in properties.items()}
        for key, value in wanted.items():
            if key in known and known[key] != value:
                raise UserErrorException(
                    f"The property {key!r} of this run is {known[key]!r} and cannot become {value!r}: use run.tag for what changes."
                )
        tell("g", {"properties": wanted}, self._child)

    def get_properties(self):
        found = dict(self._given.get("properties") or {})
        for fact in told("g", self._child):
            for key, value in (fact["g"].get("properties") or {}).items():
                found.setdefault(key, value)
        return found

    @property
    def tags(self):
        return self.get_tags()

    @property
    def properties(self):
        return self.get_properties()

    @property
    def display_name(self):
        return self._said("name") or self._given.get("display_name") or self._given.get("name") or ""

    @display_name.setter
    def display_name(self, name):
        tell("d", {"name": str(name)}, self._child)

    name = display_name

    @property
    def description(self):
        return self._said("description") or self._given.get("description") or ""

    @description.setter
    def description(self, words):
        tell("d", {"description": str(words)}, self._child)

    @property
    def _given(self):
        """What was known of it when it began."""
        return (self._begun() if self._child else facts()) or {}

    def _said(self, key):
        said = [fact["d"][key] for fact in told("d", self._child) if key in fact["d"]]
        return said[-1] if said else None


def _text(value):
    return None if value is None else str(value)
