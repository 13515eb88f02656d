"""Where everything lay before the owner moved."""

from plexus_ld.model.site import Site
from plexus_ld.publish.web.resources.moved import Moved

NOW = Site("https://new.example/ada/")
DOCUMENT = "https://new.example/ada/"
MOVED = Moved.of(
    NOW, DOCUMENT, ["https://old.example/#me", "https://new.example/~ada/#me"]
)


def test_the_old_document_leads_to_the_new_one() -> None:
    assert MOVED.target("old.example", "/") == DOCUMENT
    assert MOVED.target("new.example", "/~ada/") == DOCUMENT


def test_what_lay_in_the_old_folder_lies_in_the_new_one() -> None:
    there = MOVED.target("new.example", "/~ada/posts/1.html")

    assert there == "https://new.example/ada/posts/1.html"


def test_what_lies_here_leads_nowhere_else() -> None:
    assert MOVED.target("new.example", "/ada/foaf.ttl") == ""


def test_a_path_cannot_write_a_header() -> None:
    there = MOVED.target("old.example", "/a\r\nSet-Cookie: x=1")

    assert "\r" not in there
    assert "\n" not in there


def test_who_has_no_address_leads_nobody_on() -> None:
    assert Moved.of(Site(), "", ["https://old.example/#me"]).target("x", "/") == ""
