"""A job in a container: its image is pulled or built once, an environment laid on top of it, and its processes run in a container of it,
which the runner starts, follows, limits, ends and removes through the engine's socket.

`job["container"]` is {
    image           a name to pull where it is not there; or null, and
    dockerfile      the text of a Dockerfile to build it from, and
    context         true: the job's code is there for its COPY and ADD
    socket          the engine's socket on this target; null: the usual places
    studio          who asks, for a label: two studios on one engine never touch each other's containers
    memory, cpus, pids, shm    limits: bytes, a number, a count, bytes; null: none (shm: the engine's own)
    host_network    true: the network of the machine itself
    arguments       {"Env": [...], "HostConfig": {...}, ...}: further facts for the engine, from the words that runs/containers allows
    rebuild         pull or build it anew, once for this word
}, `job["gpus"]` which of the machine's GPUs are the container's, and `job["secrets"]["registry"]` {"address", "username", "password"}.

Imported only by jobs that have one: whoever runs plain processes pays nothing for it.
"""
