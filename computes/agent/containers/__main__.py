"""What a builder container runs: `python3 -I -S <agent folder>/agent/containers/__main__.py <job's folder>`."""

import sys

# The agent's own folder, as it is mounted there.
sys.path.insert(0, __file__.rpartition("/agent/containers/")[0])

from agent.containers.inside import main

sys.exit(main(sys.argv[1]))
