"""Numbers with their words."""

from plexus_ld.cli.output import counted


def test_a_number_has_the_word_that_goes_with_it() -> None:
    assert counted(1, "watch", "watches") == "1 watch"
    assert counted(0, "watch", "watches") == "0 watches"
    assert counted(2000, "triple") == "2,000 triples"
