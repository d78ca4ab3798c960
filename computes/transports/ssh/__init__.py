"""Machines reached over SSH. Importing this costs a second and 20 MB: workers do so when they first need it, web processes hardly ever.

One event loop in one thread of the process (`loop`) holds one kept-alive connection to each target (`pool`), signed in as its options say
(`way`, `connecting`) to a machine whose host key was pinned. A command is one channel of it (`session`), driven from the caller's own
thread (`transport`). Keys and passwords are in memory alone.
"""

import asyncssh

from .connecting import host_key_of
from .transport import SshTransport

asyncssh.set_log_level("WARNING")  # it tells every command and connection

__all__ = ["SshTransport", "host_key_of"]
