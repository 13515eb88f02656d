"""Who is who, case by case, whatever the order in which the documents came."""

import pytest

from tests.unit.plex.people.cases import CASES, Case, people_of, told, waiting_in


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_everybody_stands_once_with_all_their_nodes(case: Case) -> None:
    with told(case, list(case.documents)) as store:
        assert people_of(store) == case.people


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_order_of_the_documents_does_not_matter(case: Case) -> None:
    names = sorted(case.documents)

    for order in (names[::-1], names[1:] + names[:1], names[2:] + names[:2]):
        with told(case, order) as store:
            assert people_of(store) == case.people, order


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_could_be_one_waits_for_the_owner_and_nothing_else(case: Case) -> None:
    with told(case, list(case.documents)) as store:
        assert waiting_in(store) == case.waiting
