"""uv does not read pip's settings, and a company's package index is often told to pip alone. This translates them."""

from __future__ import annotations

import os

# pip's name of a setting, uv's variable for it, the other uv variables that already say it, and how uv joins a list.
# https://docs.astral.sh/uv/reference/environment/ and https://pip.pypa.io/en/stable/topics/configuration/
TRANSLATIONS = (
    ("index-url", "UV_DEFAULT_INDEX", ("UV_INDEX_URL",), " "),
    ("extra-index-url", "UV_INDEX", ("UV_EXTRA_INDEX_URL",), " "),
    ("find-links", "UV_FIND_LINKS", (), ","),
    ("trusted-host", "UV_INSECURE_HOST", (), " "),
    ("cert", "SSL_CERT_FILE", ("SSL_CERT_DIR",), " "),
)


def for_uv(environment) -> dict[str, str]:
    """Variables to add for uv; what is set for uv itself wins, and so does a uv.toml over pip's files."""
    files = {} if _has_uv_settings(environment) else _from_files(environment)
    found = {}
    for name, variable, others, separator in TRANSLATIONS:
        value = environment.get("PIP_" + name.upper().replace("-", "_")) or files.get(name)
        if value and not any(environment.get(known) for known in (variable, *others)):
            found[variable] = separator.join(value.split())
    if "UV_INDEX" in found:
        # pip takes the best version over all indexes; uv by default stops at the first index that knows the name.
        found.setdefault("UV_INDEX_STRATEGY", environment.get("UV_INDEX_STRATEGY", "unsafe-best-match"))
    return found


def _has_uv_settings(environment) -> bool:
    places = (os.path.join(_config_home(environment), "uv", "uv.toml"), "/etc/uv/uv.toml", environment.get("UV_CONFIG_FILE", ""))
    return any(map(os.path.exists, places))


def _from_files(environment) -> dict[str, str]:
    import configparser

    home = os.path.expanduser("~")
    own = os.path.join(_config_home(environment), "pip", "pip.conf")
    places = ["/etc/pip.conf", os.path.join(home, ".pip", "pip.conf"), own, environment.get("PIP_CONFIG_FILE", "")]
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(place for place in places if place)  # a missing file is no error; later ones win
    except configparser.Error:
        return {}  # pip itself would refuse it and say so; an environment may still be built without it
    return {name: value for section in ("global", "install") if parser.has_section(section) for name, value in parser.items(section)}


def _config_home(environment) -> str:
    return environment.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
