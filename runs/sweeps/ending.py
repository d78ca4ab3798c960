"""Why a sweep starts no more trials: the words that its row keeps, and what people read."""

CANCELED, DURATION, FAILURES, UNABLE, RETRIES = "canceled", "duration", "failures", "unable", "retries"
# What is said of a sweep while it comes to its end, and of the trials that are ended with it.
WORDS = {CANCELED: "Cancelled", DURATION: "Its time is over", FAILURES: "Too many of its trials failed", UNABLE: "It cannot go on"}
OF_TRIALS = {
    CANCELED: "Its sweep was cancelled.",
    DURATION: "The time of its sweep was over.",
    FAILURES: "Too many trials of its sweep had failed.",
}


def ends_trials(word: str) -> bool:
    """Whether trials that go on are ended, too: one that cannot go on, or only tries again, lets them come to their ends."""
    return word in OF_TRIALS
