"""May the user write into the folder, and start programs from it?"""

from .visit import Finding, Visit, failed, passed

SCRIPT = """
import json, os, platform, sys, tempfile
root = os.path.expanduser(sys.argv[1])
os.umask(0o077)
answer = {"root": root, "platform": platform.system() + " " + platform.machine()}
try:
    os.makedirs(root, exist_ok=True)
    facts = os.statvfs(root)
    answer.update(free=facts.f_bavail * facts.f_frsize, total=facts.f_blocks * facts.f_frsize, noexec=bool(facts.f_flag & os.ST_NOEXEC))
    with tempfile.TemporaryFile(dir=root) as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
except OSError as trouble:
    answer.update(error=trouble.strerror, path=trouble.filename or root)
print(json.dumps(answer))
"""
ELSEWHERE = "Edit the target and choose a folder that the user may write to, such as ~/.trainshed."


def look(visit: Visit) -> Finding:
    visit.folder = found = visit.ask(SCRIPT, visit.workdir.root)
    if found.get("error"):
        return failed(f"{found['root']} cannot be written to: {found['error']} ({found['path']}).", ELSEWHERE)
    if found["noexec"]:
        return failed(
            f"Programs cannot be started from {found['root']}: it is mounted noexec.", "Edit the target and choose another folder."
        )
    return passed(f"{found['root']} can be written to.")
