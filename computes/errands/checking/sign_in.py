"""Does the machine let the studio in, and run a command without adding words of its own?"""

from computes.errors import HostKeyChanged

from . import host_key
from .visit import Finding, Visit, failed, passed

WORD = "trainshed"
CHATTY = "A start file of the shell there (such as ~/.bashrc) prints when nobody looks. Let it print in interactive shells alone."


def look(visit: Visit) -> Finding:
    try:
        done = visit.run("echo", WORD)
    except HostKeyChanged as alarm:
        return host_key.changed(visit.target, alarm)
    said = done.out.decode("utf-8", "replace").strip()
    if done.code != 0:
        return failed(f"Signed in, but no command runs: {_last(done.err) or f'exit code {done.code}'}.", "Give the user a shell there.")
    if said != WORD:
        return failed(f"Signed in, but the machine says “{said[:80]}” where {WORD} was asked for.", CHATTY)
    return passed(f"Signed in as {visit.target.options['user']}.")


def _last(text: bytes) -> str:
    return text.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
