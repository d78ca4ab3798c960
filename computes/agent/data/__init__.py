"""Data of a job: brought before its script starts, taken away after it ended.

`job["data"]` is {"inputs": [item], "outputs": [item], "tool": {...}}, where an item is

    name           as the run configuration calls it
    mode           inputs: mount (a folder that is there), download, direct; outputs: mount, upload
    place          {"kind": "folder", "path", "root"} on this target, or {"kind": "remote", "url"}
    credentials    the key in job["secrets"] of what opens a remote place, or null
    path_on_compute   where it is to be on this target; relative to where the script starts; empty: the job's own data/<name>
    overwrite      files that are there already are replaced; else they stay
    globs          outputs: only these files
    variables      environment variables that get the path
    words          what the path replaces in the arguments
    value          what variables and words get instead of the path (direct: the data set's id), or empty
    required       inputs: it has to be there; else only the datastore's root has to
    folder         inputs: a single file is given as a folder with that file in it
    notes          sentences for setup.log

and `tool` says which Python opens remote places: {"python": path or null, "uv": path or null, "requirements": [...], "variables": {...}}.
"""

from .bringing import bring, take_away
from .failed import Failed

__all__ = ["Failed", "bring", "take_away"]
