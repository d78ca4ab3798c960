"""What a fresh web process would do in front of its first visitor: compile templates, fetch icons, read its scripts and styles.

The icons' package opens its archive of 1,700 names for each icon anew, 10 ms a time, and remembers the last 128."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from lucide.templatetags.lucide import lucide

from studio import static_files

NAMED = re.compile(r"""lucide ['"]([a-z0-9-]+)['"]""")


def up() -> None:
    """Load every template of the site, every icon that one of them names, and the version of what pages are made of besides."""
    for path in _templates():
        _compile(str(path.relative_to(_folder())))
    for name in sorted(set(icons())):
        lucide(name)
    static_files.version()


def icons() -> Iterator[str]:
    """The names of the icons that stand in templates."""
    for path in _templates():
        yield from NAMED.findall(path.read_text())


def _templates() -> list[Path]:
    return sorted(_folder().rglob("*.html"))


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "templates"


def _compile(name: str) -> None:
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return  # a page's own trouble, which whoever opens it is told
