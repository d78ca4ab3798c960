"""Started as a script, never by `-m`: `python3 -I -S <agent folder>/__main__.py VERB` is 10 ms faster without runpy."""

import sys

sys.path.insert(0, __file__.rpartition("/")[0])

from agent.front import main

sys.exit(main(sys.argv[1:]))
