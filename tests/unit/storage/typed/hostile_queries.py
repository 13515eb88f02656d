"""Queries that somebody who means harm would type.

`REFUSED` never run: an error says why, with the place. `BOMBS` are ended by a limit,
or by the engine; some the engine turns out to answer in time, which is as good.
"""

from typing import Final

_MANY: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
_DOUBLED: Final = " ".join(
    f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40)
)
_REPLACED: Final = " ".join(
    f"BIND(REPLACE(?s{n}, 'a', 'aaaaaaaaaaaaaaaa') AS ?s{n + 1})" for n in range(12)
)
_ANY: Final = "(!<http://nothing.example/>)"
_UNIONS: Final = " UNION ".join(["{ ?s ?p ?o }"] * 3000)

#: {port} is that of a server which must hear nothing.
REFUSED: Final[dict[str, str]] = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "service in small letters": "SELECT * { service <http://127.0.0.1:{port}/> {} }",
    "service silent": "SELECT * { SERVICE SILENT <http://127.0.0.1:{port}/> { } }",
    "service without space": "SELECT*{SERVICESILENT<http://127.0.0.1:{port}/>{}}",
    "service after a literal": (
        "SELECT * { ?s ?p true.SERVICE<http://127.0.0.1:{port}/>{} }"
    ),
    "service after a number": "SELECT * { ?s ?p 5SERVICE<http://127.0.0.1:{port}/>{} }",
    "service by a variable": (
        "SELECT * { BIND(<http://127.0.0.1:{port}/> AS ?x) SERVICE ?x { ?s ?p ?o } }"
    ),
    "service by a prefix": (
        "PREFIX x: <http://127.0.0.1:{port}/> SELECT * { SERVICE x:y { ?s ?p ?o } }"
    ),
    "service behind a comment": (
        "SELECT * { # nothing here\rSERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }"
    ),
    "service between comments": (
        "SELECT * { SERVICE#\n<http://127.0.0.1:{port}/>#\n{ ?s ?p ?o } }"
    ),
    "service in escapes": (
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }"
    ),
    "service in a wide escape": (
        "SELECT * { SERVIC\\U00000045 <http://127.0.0.1:{port}/> { ?s ?p ?o } }"
    ),
    "service behind a comparison that looks like an IRI": (
        'SELECT * { ?a ?b ?c FILTER(?a <#> """\n?b) '
        'SERVICE <http://127.0.0.1:{port}/> { } #"""\n) }'
    ),
    "service behind a string that looks like an IRI": (
        "SELECT * { ?a ?b ?c FILTER(?a <'''x> ''' ?b) "
        "SERVICE <http://127.0.0.1:{port}/> { } #''' ) }"
    ),
    "service in full-width letters": (
        "SELECT * { \uff33\uff25\uff32\uff36\uff29\uff23\uff25 "
        "<http://127.0.0.1:{port}/> {} }"
    ),
    "service with a joiner in it": (
        "SELECT * { SER\u200dVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }"
    ),
    "service in a letter that folds": (
        "SELECT * { \u017fERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }"
    ),
    "service in a sub-query": (
        "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } } }"
    ),
    "service where something exists": (
        "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }"
    ),
    "a dataset on this machine": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "a dataset on another": "SELECT * FROM <http://127.0.0.1:{port}/> { ?s ?p ?o }",
    "a named dataset": (
        "SELECT * FROM NAMED <http://127.0.0.1:{port}/> { GRAPH ?g { ?s ?p ?o } }"
    ),
    "a dataset to describe": "DESCRIBE <a:b> FROM <http://127.0.0.1:{port}/>",
    "load": "LOAD <http://127.0.0.1:{port}/>",
    "load a file": "LOAD <file:///etc/passwd> INTO GRAPH <a:b>",
    "a change": "INSERT DATA { <a:b> <a:c> <a:d> }",
    "a change behind a question": "SELECT * {} ; DROP ALL",
    "nothing that ends": "SELECT * { ?s ?p 'unfinished",
    "brackets within brackets": "SELECT * " + "{" * 5000 + "}" * 5000,
    "round brackets within each other": (
        "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }"
    ),
    "lists within lists": "SELECT * { ?s ?p " + "(" * 5000 + ")" * 5000 + " }",
    "nodes within nodes": "SELECT * { ?s ?p " + "[ <a:b> " * 3000 + "] " * 3000 + "}",
    "too long a text": "SELECT * { ?s ?p '" + "x" * 100_000 + "' }",
    "a prefix nobody knows": "SELECT * { ?s evil:thing ?o }",
    "zeros": "SELECT * { ?s \x00 ?o }",
}

#: Harmless to an engine that reads an escape as a part of its string, as ours does;
#: not to one that reads escapes first, as the standard has it.
AFAR: Final[dict[str, str]] = {
    "service behind an escaped quote": (
        "SELECT * { ?s ?p 'x\\u0027 } SERVICE <http://127.0.0.1:{port}/> {{} #' }"
    ),
    "service behind an escaped end of line": (
        "SELECT * { ?s ?p ?o } # \\u000ASERVICE <http://127.0.0.1:{port}/> { }"
    ),
}

#: Asked of some hundreds of people, with a limit of a second.
BOMBS: Final[dict[str, str]] = {
    "a cross product": f"SELECT * {{ {_MANY} }}",
    "a counted cross product": f"SELECT (COUNT(*) AS ?n) {{ {_MANY} }}",
    "a sorted cross product": f"SELECT * {{ {_MANY} }} ORDER BY ?l ?a",
    "a distinct cross product": f"SELECT DISTINCT * {{ {_MANY} }}",
    "a grouped cross product": (
        f"SELECT ?a ?d ?g (SAMPLE(?j) AS ?x) {{ {_MANY} }} GROUP BY ?a ?d ?g"
    ),
    "a cross product to construct": (
        f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?l }} WHERE {{ {_MANY} }}"
    ),
    "a doubling string": f"SELECT * {{ BIND('aaaaaaaa' AS ?s0) {_DOUBLED} }}",
    "a growing replacement": f"SELECT * {{ BIND('aaaaaaaa' AS ?s0) {_REPLACED} }}",
    "all strings in one": (
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) {{ {_MANY} }}"
    ),
    "a regular expression that doubles": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?a), STR(?d), "
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'), '^(((a+)+)+)+$')) }"
    ),
    "a regular expression that is large": (
        "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '((a{1,500}){1,500}){1,500}')) }"
    ),
    "a replacement by a large expression": (
        "SELECT (REPLACE('a', '(x{1000}){1000}', 'y') AS ?x) {}"
    ),
    "paths over everything": (
        f"SELECT * {{ ?a {_ANY}* ?b . ?b {_ANY}* ?c . ?c {_ANY}* ?d }}"
    ),
    "paths of paths": "SELECT * { ?a ((foaf:knows*)*)* ?b . ?b (foaf:knows+)+ ?c }",
    "a path and back": (
        "SELECT * { ?a (foaf:knows|^foaf:knows)* ?b . ?c (foaf:knows/foaf:knows)* ?d }"
    ),
    "a long path": "SELECT (COUNT(*) AS ?n) { ?a "
    + "/".join(["foaf:knows"] * 60)
    + " ?b }",
    "a path of choices": (
        "SELECT (COUNT(*) AS ?n) { ?a "
        + "/".join(["(foaf:knows|^foaf:knows)"] * 14)
        + " ?b }"
    ),
    "negations": "SELECT * { FILTER(" + "!" * 60_000 + "true) }",
    "minuses": "SELECT * { FILTER(" + "- " * 30_000 + "1 > 0) }",
    "a long sum": "SELECT (" + "+".join(["1"] * 30_000) + " AS ?x) {}",
    "a long choice": "SELECT * { ?a ?b ?c FILTER("
    + "||".join(["?a=?b"] * 9000)
    + ") }",
    "many unions": f"SELECT * {{ {_UNIONS} }}",
    "many options": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?q ?r } " * 2500 + "}",
    "many groups taken away": "SELECT * { ?s ?p ?o "
    + "MINUS { ?x ?y ?z } " * 3000
    + "}",
    "a long list": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(?c IN ("
        + ",".join(map(str, range(10_000)))
        + ")) }"
    ),
    "many values": "SELECT * { " + "VALUES ?x { 1 2 3 4 5 6 7 8 9 0 } " * 1500 + "}",
    "values times values": (
        "SELECT * { "
        + " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 0 }}" for n in range(40))
        + " }"
    ),
    "many names for one": "SELECT * { "
    + " ".join(f"BIND({n} AS ?b{n})" for n in range(2800))
    + " }",
    "sub-queries within each other": (
        "SELECT * { " + "{ SELECT * { " * 100 + "?s ?p ?o" + " } }" * 100 + " }"
    ),
    "tests within tests": (
        "SELECT * { ?a ?b ?c "
        + "".join(f"FILTER EXISTS {{ ?x{n} ?y{n} ?z{n} " for n in range(100))
        + "}" * 100
        + " }"
    ),
    "a description of everything": f"DESCRIBE * {{ {_MANY} }}",
    "nodes without end": f"CONSTRUCT {{ [] ?b [] }} WHERE {{ {_MANY} }}",
    "a large offset": f"SELECT * {{ {_MANY} }} OFFSET 9223372036854775807",
    "a large number": "SELECT (1e308*10 AS ?x) (9223372036854775807+1 AS ?y) {}",
    "digits without end": "SELECT * { ?s ?p " + "9" * 60_000 + " }",
    "random numbers": f"SELECT * {{ {_MANY} FILTER(RAND() > 2) }}",
    "hashes": f"SELECT (SHA512(CONCAT(STR(?a), STR(?d))) AS ?x) {{ {_MANY} }}",
    "a variable with a long name": "SELECT * { ?" + "x" * 60_000 + " ?p ?o }",
    "an IRI with a long name": "SELECT * { <http://a.example/"
    + "x" * 60_000
    + "> ?p ?o }",
    "a file as a graph": "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }",
    "a lateral cross product": f"SELECT * {{ ?s ?p ?o LATERAL {{ {_MANY} }} }}",
}
