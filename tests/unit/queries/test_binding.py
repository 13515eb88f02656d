from plexus_ld.queries.binding import bind


def test_every_group_written_with_where_gets_the_values() -> None:
    text = "SELECT * WHERE { { SELECT ?a WHERE { ?a ?b ?me } } }"

    bound = bind(text, {"me": ["<http://x/>"]})

    assert bound.count("VALUES ?me { <http://x/> }") == 2


def test_the_word_where_in_a_comment_or_a_string_gets_none() -> None:
    text = "# WHERE {\nASK WHERE { <x:#a> ?p \"WHERE {\" , '''WHERE {''' }"

    bound = bind(text, {"p": ['"1"']})

    assert bound.count("VALUES") == 1
    assert bound.startswith("# WHERE {\nASK WHERE { VALUES")


def test_several_values_are_tried_in_turn() -> None:
    bound = bind("SELECT * WHERE { ?a ?b ?c }", {"a": ["<x:1>", "<x:2>"]})

    assert "VALUES ?a { <x:1> <x:2> }" in bound


def test_without_values_the_question_stays_as_it_is() -> None:
    assert bind("ASK WHERE { }", {}) == "ASK WHERE { }"
