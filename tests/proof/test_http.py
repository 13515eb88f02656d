"""The proof of bad requests, as `python -m tests.proof.http` prints it."""

from tests.proof.http import prove


def test_no_bad_request_is_a_fault_or_leads_anywhere() -> None:
    proof = prove(seed=3)

    assert proof.fetched == []
    assert (proof.faults, proof.misled, proof.answers_after) == (0, 0, 200)
    answers = {kind.name: kind.answers for kind in proof.kinds}
    assert answers["forged signatures"] == {"401": 100}
    assert answers["beside 300 that never finish"] == {"200": 20}
    assert not answers["malformed, of any type"].keys() & {"200", "201", "202"}
