"""The services that the real azureml-core talks to from inside a run, on loopback, written into the job's files.

Azure ML has no public specification of them: what the clients 1.11 and 1.61 ask for was observed (azureml-spec.md, section 14).
"""

from __future__ import annotations

import os


def serve(job: str, metrics_file: str, facts: dict) -> dict[str, str]:
    """Start the relay of this job, in threads that end with the process that calls; the variables that lead a script to it.

    `job` is the job's folder, `facts` what run.json holds."""
    from . import server, variables  # http.server takes 40 ms to import, which other runs need not pay

    home = os.path.join(job, "azureml")
    os.makedirs(home, mode=0o700, exist_ok=True)
    serving = server.Server(job, metrics_file, facts)
    return variables.of_run(facts, serving.url, serving.token, home)
