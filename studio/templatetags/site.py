"""The tags that every page draws with: navigation, state badges, times, sizes."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from studio.templatetags import words

register = template.Library()

# State or word -> (icon, tone, whether the icon turns). The states of runs come first, then those of other things.
BADGES = {
    "NotStarted": ("circle-dashed", "grey", False),
    "Starting": ("loader-circle", "blue", True),
    "Provisioning": ("server", "violet", False),
    "Preparing": ("wrench", "violet", False),
    "Queued": ("hourglass", "amber", False),
    "Running": ("loader-circle", "blue", True),
    "Finalizing": ("archive", "violet", False),
    "CancelRequested": ("circle-stop", "amber", False),
    "NotResponding": ("unplug", "amber", False),
    "Completed": ("circle-check", "green", False),
    "Failed": ("circle-x", "red", False),
    "Canceled": ("ban", "grey", False),
    # Of compute instances alone.
    "Creating": ("loader-circle", "blue", True),
    "CreateFailed": ("circle-x", "red", False),
    "Deleting": ("loader-circle", "amber", True),
    "JobRunning": ("loader-circle", "blue", True),
    "Restarting": ("loader-circle", "blue", True),
    "SettingUp": ("wrench", "violet", False),
    "SetupFailed": ("triangle-alert", "amber", False),
    "Stopped": ("circle-stop", "grey", False),
    "Stopping": ("loader-circle", "amber", True),
    "UserSettingUp": ("wrench", "violet", False),
    "UserSetupFailed": ("triangle-alert", "amber", False),
    "Unknown": ("unplug", "amber", False),
    "Unusable": ("circle-x", "red", False),
}


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(context, name: str, icon: str, label: str, count: int | None = None) -> dict:
    """A link of the rail; it is the current one on every page whose URL name starts with the same noun."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.url_name or "") if match else ""
    url = reverse(name, args=[context["workspace"].slug])
    return {"url": url, "icon": icon, "label": label, "count": count, "current": _noun(here) == _noun(name)}


@register.inclusion_tag("components/badge.html")
def badge(state: str, label: str = "", tone: str = "", icon: str = "", size: str = "") -> dict:
    """`{% badge run.state %}`, or any word with its own tone and icon: `{% badge "Reachable" tone="green" icon="circle-check" %}`."""
    known_icon, known_tone, moving = BADGES.get(state, ("circle", "grey", False))
    return {
        "label": label or words.spaced(state),
        "icon": icon or known_icon,
        "tone": tone or known_tone,
        "moving": moving and not icon,
        "size": size,
    }


@register.filter
def tone(state: str) -> str:
    """The colour of a state: blue, green, red, amber, violet or grey."""
    return BADGES.get(state, ("", "grey", False))[1]


@register.filter
def icon(state: str) -> str:
    return BADGES.get(state, ("circle", "", False))[0]


@register.simple_tag
def ago(at: datetime | None, empty: str = "—") -> str:
    """How long ago, kept true in the browser by time.js; the exact time is in its title."""
    if at is None:
        return empty
    text = words.ago((timezone.now() - at).total_seconds())
    return format_html('<time datetime="{}" data-ago title="{}">{}</time>', at.isoformat(), words.exact(at), text)


@register.simple_tag
def lasting(start: datetime | None, end: datetime | None = None, empty: str = "—") -> str:
    """How long something lasted; without an end it ticks in the browser."""
    if start is None:
        return empty
    if end is None:
        text = words.duration((timezone.now() - start).total_seconds())
        return format_html('<time datetime="{}" data-since>{}</time>', start.isoformat(), text)
    return format_html("<span>{}</span>", words.duration((end - start).total_seconds()))


register.filter("duration", words.duration)
register.filter("bytes", words.size)
register.filter("number", words.number)
register.filter("initials", words.initials)
register.filter("spaced", words.spaced)
register.filter("grouped", words.grouped)


def _noun(url_name: str) -> str:
    return url_name.split("_")[0].removesuffix("s")
