"""`python -m studio.serve`: everything a single machine needs, started, watched and stopped together."""

import os
import sys

from studio.serve import checks, identity, options, signals
from studio.serve.console import say
from studio.serve.refusal import Refusal
from studio.serve.studio import Studio


def main() -> int:
    try:
        return _serve(options.parse(sys.argv[1:]))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _serve(given: options.Options) -> int:
    checks.writable(given.data)
    claim = checks.claim(given.data)
    was_killed = any((given.data / "run").glob("*.pid"))
    for name in identity.end_leftovers(given.data / "run"):
        say(name, "of a studio that was killed has been ended", "warn")
    listener = checks.listen(given, patience=5 if was_killed else 0)
    signals.listen()
    os.chdir(options.ROOT)  # where the programs import the studio from
    say("studio", f"data in {given.data}", "dim")
    studio = Studio(given, listener)
    try:
        studio.start()
        studio.watch()
    except signals.Stop:
        _stop(studio)
    except BaseException:
        studio.kill()
        raise
    finally:
        claim.close()
    return 0


def _stop(studio: Studio) -> None:
    """Stops in order; a second request ends everything at once."""
    say("studio", "stopping; active runs go on")
    signals.second_request()
    try:
        studio.stop()
        say("studio", "stopped", "good")
    except signals.Hurry:
        signals.ignore()
        studio.kill()
        say("studio", "ended at once", "warn")


if __name__ == "__main__":
    sys.exit(main())
