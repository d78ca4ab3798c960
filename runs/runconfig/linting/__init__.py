"""What a run configuration says that this studio cannot honour, that is certainly wrong, or that could be better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import Finding, Known
from .subject import Subject

if TYPE_CHECKING:
    from ..document import Document

ORDER = {"error": 0, "warning": 1, "hint": 2}


def lint(document: Document, known: Known) -> list[Finding]:
    """Everything there is to say, in the order of the lines. Never raises."""
    from .rules import RULES

    subject = Subject(document, known)
    findings = [finding for rule in RULES for finding in rule(subject)]
    return sorted(set(findings), key=lambda finding: (finding.line or 0, finding.column or 0, ORDER[finding.level], finding.message))
