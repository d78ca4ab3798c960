"""What of a run's journal could not be kept: said once for each reason, as an event that people read."""

from runs.models import Run

LEFT_OUT = "left_out"
MOST = 50  # of one run


class Notices:
    def __init__(self, run: Run):
        self.run = run
        self.said = set(run.events.filter(kind=LEFT_OUT).values_list("data__about", flat=True))

    def say(self, about: str, sentence: str) -> None:
        """Inside the transaction. `about` is what tells one reason from another."""
        if about not in self.said and len(self.said) < MOST:
            self.said.add(about)
            self.run.note(LEFT_OUT, sentence, about=about)
