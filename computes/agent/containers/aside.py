"""Long talks with the engine, in a thread, while the runner goes on looking whether the job has to end."""

from __future__ import annotations

import collections
import os
import threading

from ..reaper import DOORBELL


class Aside:
    """`work(self)` in a thread. It puts what could be hung up on into `talk`, and what is to be written down into `tell`: the job's
    files are the runner's own thread's."""

    def __init__(self, work) -> None:
        self.talk = None
        self.told: collections.deque = collections.deque()
        self.result, self.trouble = None, None
        self.over = self.hung_up = False
        self.thread = threading.Thread(target=self._do, args=(work,), daemon=True)
        self.thread.start()

    def attended(self, runner, deadline: float | None = None):
        """What `work` returned; what it raised is raised here. Whatever the runner raises meanwhile ends the talk."""
        try:
            runner.until(self._is_over, deadline)
        except BaseException:
            self.hang_up()
            raise
        if self.trouble is not None:
            raise self.trouble
        return self.result

    def tell(self, act, *arguments) -> None:
        self.told.append((act, arguments))
        self._ring()

    def hang_up(self) -> None:
        self.hung_up = True
        if self.talk is not None:
            self.talk.hang_up()

    def _do(self, work) -> None:
        try:
            self.result = work(self)
        except BaseException as trouble:  # raised again in the runner's own thread
            self.trouble = trouble
        self.over = True
        self._ring()

    def _is_over(self) -> bool:
        over = self.over  # first: what was told before the end is then here
        while self.told:
            act, arguments = self.told.popleft()
            act(*arguments)
        return over

    def _ring(self) -> None:
        os.kill(os.getpid(), DOORBELL)  # the runner holds this signal and waits for it
