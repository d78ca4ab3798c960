import re
from typing import NamedTuple

LAB = re.compile(r"/w/(?P<slug>[-\w]+)/computes/(?P<name>[a-zA-Z][a-zA-Z0-9-]{1,23})/lab(?P<rest>/.*)?", re.DOTALL)


class Place(NamedTuple):
    """What a path asks for: `rest` is what follows the lab's own folder, None where its last slash is missing."""

    slug: str
    name: str
    rest: str | None

    @property
    def base(self) -> str:
        return f"/w/{self.slug}/computes/{self.name}/lab/"


def place(path: str) -> Place | None:
    found = LAB.fullmatch(path)
    return Place(**found.groupdict()) if found else None
