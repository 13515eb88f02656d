"""Two days of polling and delivering; `python -m tests.proof.soak` is a month."""

from tests.proof.soak import beats, prove


def test_in_two_days_nothing_is_missed_or_doubled() -> None:
    proof = prove(days=2, seed=5)

    assert (proof.missed, proof.doubled, proof.idle) == (0, 0, 0), proof
    assert len(proof.heard) > 30
    assert proof.taken == 15


def test_the_scheduler_does_everything_when_it_is_due_and_once() -> None:
    due, done, at_once = beats(2, jobs=50)

    assert done <= due
    assert done >= 50
    assert at_once == 0
