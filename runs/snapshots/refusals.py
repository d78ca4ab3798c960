"""What git says when a fetch fails, as a sentence for the person who linked the repository."""

from __future__ import annotations

import re

from .errors import GitError
from .links import Link
from .values import MEGABYTE, Limits

WANTS_TOKEN = "{url} does not exist, or wants a token that may read it. Check the address, and store a token with the source."
WRONG_TOKEN = "{url} refuses the token. Store one that may read the repository, with the user name it belongs to if the server wants it."
WRONG_KEY = "{url} refuses the deploy key, or none is stored. Add its public half to the repository, and store the private half here."

SAID = (
    (r"could not read (Username|Password)|terminal prompts disabled|unable to read askpass", WANTS_TOKEN),
    (r"Authentication failed|HTTP Basic: Access denied|returned error: 40[13]", WRONG_TOKEN),
    (r"Permission denied \(|Too many authentication failures", WRONG_KEY),
    (r"HOST IDENTIFICATION HAS CHANGED|Host key verification failed",
     "The server of {url} shows another key than at first. If that is meant, remove its line from known_hosts in the data folder."),
    (r"Could not resolve host", "There is no server for {url}. Check the address, or the studio's name server."),
    (r"Connection refused|Connection timed out|Failed to connect|No route to host|Network is unreachable|Connection reset|port \d+: ",
     "The server of {url} cannot be reached. Check the address, or try again later."),
    (r"certificate|SSL|TLS", "The certificate of {url} is not trusted by the studio's machine. Add its authority to SSL_CERT_FILE."),
    (r"signal 25|exit code -25|File too large|File size limit", "{url} sends more than {most} MB. Link a smaller repository."),
    (r"took longer than", "{url} took too long to answer. Try again later."),
    (r"transport '.*' not allowed", "{url} redirects to another protocol. Link the address that it redirects to."),
    (r"not found|does not appear to be a git repository|does not exist|returned error: 404",
     "There is no git repository at {url}. Check the address; for a private one, store a token or a key with the source."),
)  # fmt: skip


def sentence(link: Link, error: GitError, limits: Limits) -> str:
    said = f"{error.output}\n{error}"
    form = next((form for pattern, form in SAID if re.search(pattern, said)), None)
    if form is None:
        return f"{link.url} could not be fetched: {_last_line(error)} Check the address and try again."
    return form.format(url=link.url, most=limits.unpacked // MEGABYTE)


def _last_line(error: GitError) -> str:
    lines = [line for line in error.output.splitlines() if line.strip()] or [str(error)]
    return re.sub(r"^(fatal|error|remote): ", "", lines[-1]).rstrip(".") + "."
