import pytest

from plexus_ld.net.client import Client
from plexus_ld.net.robots import Robots, parse
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/card", False),
        ("User-agent: *\nDisallow:", "/card", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-agent:*\ndisallow:/private # not this", "/private/card", False),
        ("User-agent: other\nDisallow: /", "/card", True),
        ("User-agent: other\nUser-agent: plexus-ld\nDisallow: /", "/card", False),
        ("User-agent: Plexus-LD/2.0\nDisallow: /", "/card", False),
        ("User-agent: plexus-ld\nDisallow:\n\nUser-agent: *\nDisallow: /", "/c", True),
        ("User-agent: plexus-ld\n\nUser-agent: *\nDisallow: /", "/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.rdf$", "/x.rdf", False),
        ("User-agent: *\nDisallow: /*.rdf$", "/x.rdf.rdf", False),
        ("User-agent: *\nDisallow: /*.rdf$", "/x.rdf?y", True),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbxxcxx", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /%61nn", "/%61nn", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/card", False),
        ("Disallow: /\nUser-agent: *", "/card", True),
        ("Sitemap: x\nUser-agent: *\nSitemap: y\nDisallow: /", "/card", False),
        ("<html>not here</html>", "/card", True),
    ],
)
def test_the_longest_rule_for_us_counts(text: str, path: str, allowed: bool) -> None:
    assert parse(text).allow(path) == allowed


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("2", 2), ("0.5", 0.5), ("86400", 30), ("-1", 0), ("x", 0), ("9" * 5000, 0)],
)
def test_a_pause_is_read_up_to_a_limit(delay: str, seconds: float) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {delay}").pause_s == seconds


def test_a_rule_of_many_stars_keeps_nobody_busy() -> None:
    rules = parse("User-agent: *\nDisallow: /" + "*a" * 2000 + "$")

    assert rules.allow("/" + "a" * 8000 + "b")


def test_a_host_is_asked_once(web: Web) -> None:
    web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /no", "text/plain")

    with Client(NetSettings(allow_hosts=(web.host,))) as client:
        robots = Robots(client)
        answers = [robots.allow(f"{web.url}{path}") for path in ("/yes", "/no?x", "/")]

    assert answers == [True, False, True]
    assert web.asked == ["GET /robots.txt"]


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_a_host_that_cannot_say_is_left_alone(
    web: Web, status: int, allowed: bool
) -> None:
    web.pages["/robots.txt"] = Page(b"", "text/plain", status)

    with Client(NetSettings(allow_hosts=(web.host,))) as client:
        assert Robots(client).allow(f"{web.url}/card") == allowed
