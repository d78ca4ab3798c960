"""Does the machine let the studio in, and run a command for it?"""

from computes.errors import HostKeyChanged

from . import host_key
from .visit import Finding, Visit, failed, last_line, passed

SHELL = "Give the user a shell there that runs commands."


def look(visit: Visit) -> Finding:
    try:
        done = visit.run("true")
    except HostKeyChanged as alarm:
        return host_key.changed(visit.target, alarm)
    if done.code != 0:
        return failed(f"Signed in, but a command ended with {done.code}: {last_line(done.err)}", SHELL)
    return passed(f"Signed in as {visit.target.options['user']}.")
