"""Is there a Python that the agent runs with?"""

from computes.errors import ProgramMissing

from .visit import Finding, Visit, failed, last_line, passed

LEAST = (3, 8)
TELL = "import sys; print('%d.%d.%d %s' % (sys.version_info[:3] + (sys.executable,)))"
# Where others are: of the distribution, of an administrator, of conda, of uv. It names those that are new enough.
FIND = """
for found in /usr/bin/python3.[0-9]* /usr/local/bin/python3* /opt/*/bin/python3 "$HOME"/*conda*/bin/python3 \
    "$HOME"/.local/share/uv/python/*/bin/python3 "$HOME"/.pyenv/versions/*/bin/python3
do
  test -x "$found" && "$found" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1 </dev/null && echo "$found"
done
true
"""
ASK = "Ask the machine’s administrator for Python 3.8 or later (a package called python3), or put one into your home, for example with uv."


def look(visit: Visit) -> Finding:
    name = visit.workdir.python
    try:
        done = visit.run(name, "-c", TELL)
    except ProgramMissing:
        return failed(f"There is no {name} on the machine.", _way_out(visit))
    if done.code != 0:
        return failed(f"{name} does not start: {last_line(done.err) or f'exit code {done.code}'}", _way_out(visit))
    version, _, path = done.out.decode("utf-8", "replace").strip().partition(" ")
    if tuple(int(part) for part in version.split(".")[:2]) < LEAST:
        return failed(f"{name} is Python {version}; 3.8 or later is needed.", _way_out(visit))
    return passed(f"Python {version}, {path}.")


def _way_out(visit: Visit) -> str:
    others = visit.run("sh", "-c", FIND).out.decode("utf-8", "replace").split()
    return f"Edit the target and write {others[0]} into its field Python: it is there, and new enough." if others else ASK
