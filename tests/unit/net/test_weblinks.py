import pytest

from plexus_ld.net.weblinks import links_of_header, links_of_page

BASE = "https://bob.example/blog/"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("</a>; rel=hub", [("https://bob.example/a", {"hub"})]),
        ('<a>; rel="self hub"', [("https://bob.example/blog/a", {"self", "hub"})]),
        (
            '</a>; title="x, y; z"; REL="Hub", <https://c.example/>; rel=self',
            [("https://bob.example/a", {"hub"}), ("https://c.example/", {"self"})],
        ),
        ('</a>; rel=hub; rel="self"', [("https://bob.example/a", {"hub"})]),
        ("<javascript:x>; rel=hub", []),
        ("<http://[bad>; rel=hub", []),
        ("nonsense", []),
        ("", []),
        ("</a>", [("https://bob.example/a", set())]),
    ],
)
def test_a_header_says_what_leads_where(
    header: str, found: list[tuple[str, set[str]]]
) -> None:
    links = links_of_header(header, BASE)

    assert [(link.url, set(link.relations)) for link in links] == found


def test_a_page_says_so_too_with_words_and_types() -> None:
    page = (
        "<LINK REL='Alternate feed' TYPE='Application/Atom+XML; a=b' "
        'TITLE="A &amp; B" HREF=feed.atom><a href="/x">no relation</a>'
        '<base href="https://c.example/"><a rel=me href="me">'
    )

    alternate, me = links_of_page(page, BASE)

    assert alternate.url == "https://bob.example/blog/feed.atom"
    assert alternate.relations == {"alternate", "feed"}
    assert (alternate.media_type, alternate.title) == ("application/atom+xml", "A & B")
    assert (me.url, me.tag) == ("https://c.example/me", "a")


@pytest.mark.parametrize(
    "page",
    [
        "<!-- <a rel=x href=/y> -->",
        "<!-- never ends <a rel=x href=/y>",
        "<script>'<a rel=x href=/y>'</script>",
        "<style><a rel=x href=/y></STYLE >",
        "<textarea><a rel=x href=/y></textarea>",
        "<a rel=x href=javascript:alert(1)>",
        "<abbr rel=x href=/y>",
        "<a rel=x>",
    ],
)
def test_what_is_no_link_is_none(page: str) -> None:
    assert list(links_of_page(page, BASE)) == []
