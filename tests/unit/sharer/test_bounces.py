"""What was taken, and did not arrive after all."""

from plexus_ld.model.delivery import DeliveryState, ReportedFailure
from tests.unit.sharer.post import (
    connect,
    deliverer,
    open_plex,
    say,
    standing,
)
from tests.web import Page, Web

TAKEN, REFUSED = DeliveryState.TAKEN, DeliveryState.REFUSED


def test_a_bounce_makes_a_refusal_of_what_was_taken_and_the_next_point_is_tried(
    web: Web,
) -> None:
    web.otherwise = Page(status=201, headers={"Location": "urn:x:there"})
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": [f"{web.url}/a", f"{web.url}/b"]})
        act = say(plex, ["bob"])
        bob = deliverer(plex)
        bob.deliver_due()

        told = bob.fail(ReportedFailure("urn:x:there", f"{web.url}/a", "no such box"))
        bob.deliver_due()

        assert told is not None
        found = standing(plex, act)
        assert found["bob-1"].state is REFUSED
        assert found["bob-1"].last_error == "no such box"
        assert found["bob-2"].state is TAKEN
        assert bob.fail(ReportedFailure("urn:x:what", "", "who knows")) is None


def test_a_report_that_the_other_side_still_tries_sends_nothing(web: Web) -> None:
    web.otherwise = Page(status=201, headers={"Location": "urn:x:there"})
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])
        bob = deliverer(plex)
        bob.deliver_due()

        bob.fail(ReportedFailure("urn:x:there", "", "delayed", is_permanent=False))
        bob.deliver_due()

        assert standing(plex, act)["bob-1"].state is TAKEN
        assert standing(plex, act)["bob-1"].last_error == "delayed"
        assert len(web.asked) == 1
