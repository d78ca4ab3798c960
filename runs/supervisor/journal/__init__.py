"""metrics.jsonl: everything that a run's script logs, into rows, in the transaction that moves the cursor of the file.

So each line has its effect once, whatever is killed. Points are by far the most and the fastest (lines.py); what is too much
or has no shape is left in the file and said once (notices.py)."""

from functools import cached_property

from runs.models import Run
from runs.supervisor.clock import OURS, Clock
from studio import doorbell

from .book import Book
from .children import Children
from .lines import Fact, sorted_out


class Journal:
    """The journal of one run, with the books of itself and of its child runs."""

    def __init__(self, run: Run, clock: Clock = OURS):
        self.run, self.clock = run, clock
        self.books = {"": Book(run, clock)}

    @cached_property
    def children(self) -> Children:
        return Children(self.run, self.books[""].notices)

    def store(self, lines: bytes, revision: int) -> None:
        """Whole lines, once. `revision` is where the file's cursor goes."""
        found = sorted_out(lines, self.clock)
        touched = [book for fact in found.facts if (book := self._written(fact))]
        self.books[""].points(found.points)
        for child, points in found.of_children.items():
            if book := self._book(child):
                book.points(points)
                touched.append(book)
        for book in {id(book): book for book in touched}.values():
            book.close(revision)
            doorbell.ring_on_commit(doorbell.run(book.run.pk))

    def _written(self, fact: Fact) -> Book | None:
        if fact.mark == "c":
            self.children.tell(fact)
            return None
        if book := self._book(fact.child):
            book.write(fact)
        return book

    def _book(self, child: str) -> Book | None:
        """None for a child that the script never began, or that could not be kept."""
        if child not in self.books and child in self.children.known:
            self.books[child] = Book(self.children.known[child], self.clock)
        return self.books.get(child)
