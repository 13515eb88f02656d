"""The proof of hostile bytes in small; `python -m tests.proof.hostile` is all of it."""

from tests.proof.hostile import prove


def test_no_hostile_bytes_end_a_process_or_meet_a_limit() -> None:
    proof = prove(900, seed=3)

    # How long each takes is for `make proof`, on a machine that does only that.
    assert proof.faults == []
    assert proof.deaths == 0
    assert not [end for end in proof.ends if "limit" in end]
    assert len(proof.doors) == 9
    assert proof.ends["read"] > 100
