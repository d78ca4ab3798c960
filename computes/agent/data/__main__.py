"""Started as a script by a Python that has fsspec: one JSON question on standard input, one JSON report into the file it names."""

import sys

# The folder that holds the package `agent`, whatever that is called.
sys.path.insert(0, __file__.rpartition("/")[0].rpartition("/")[0].rpartition("/")[0])

from agent.data.program import main

sys.exit(main())
