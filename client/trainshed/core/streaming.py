"""What `wait_for_completion(show_output=True)` prints, in v1's form."""

from __future__ import annotations

import codecs
import json
import sys
from typing import Any, TextIO

from ..exceptions import ExperimentExecutionException
from ..runs import Run


def stream(run: Run, out: TextIO | None = None) -> None:
    """Its logs as they grow, until it is over."""
    out = out or sys.stdout
    try:
        _print(out, f"RunId: {run.key}\nWeb View: {run.url}\n")
        _stream(run, out)
        _summary(run.refresh(), out)
    except KeyboardInterrupt:
        raise ExperimentExecutionException(
            f"The printing of {run.key} was interrupted; the run goes on. To end it: run.cancel(), or its page {run.url}."
        ) from None


def _stream(run: Run, out: TextIO) -> None:
    # A letter of several bytes may come in two pieces.
    readers: dict[str, codecs.IncrementalDecoder] = {}
    shown = None
    for piece in run.follow():
        if not piece.data:
            continue
        if piece.log != shown:
            title = f"Streaming {piece.log}"
            _print(out, f"\n{title}\n{'=' * len(title)}\n\n")
            shown = piece.log
        reader = readers.setdefault(piece.log, codecs.getincrementaldecoder("utf-8")("replace"))
        _print(out, reader.decode(piece.data))


def _summary(run: Run, out: TextIO) -> None:
    lines = ["\nExecution Summary", "=================", f"RunId: {run.key}", f"Web View: {run.url}"]
    if error := failure(run):
        lines += ["", "Error:", json.dumps(error, indent=4)]
    _print(out, "\n".join(lines) + "\n\n")


def failure(run: Run) -> dict[str, Any] | None:
    """Why it did not Complete, in v1's form."""
    if not run.final or run.state == "Completed":
        return None
    code = "UserError" if run.state == "Failed" else run.state
    return {"error": {"code": code, "message": run.reason or f"The run ended as {run.state}."}}


def _print(out: TextIO, text: str) -> None:
    out.write(text)
    out.flush()
