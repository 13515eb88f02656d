"""What is due goes out, and the other side's word becomes a state."""

from plexus_ld.model.delivery import DeliveryState
from tests.unit.sharer.post import connect, deliverer, open_plex, say, standing
from tests.web import Page, Web


def test_what_is_due_is_sent_and_marked(web: Web) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": f"{web.url}/bob", "eve": f"{web.url}/eve"})
        act = say(plex, ["bob", "eve"])

        report = deliverer(plex).deliver_due()

        assert sorted(web.asked) == ["POST /bob", "POST /eve"]
        assert {r.state for r in standing(plex, act).values()} == {DeliveryState.TAKEN}
        assert len(report.tried) == 2
        assert not report.failed
        assert report.waiting == 0
