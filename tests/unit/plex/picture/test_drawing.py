import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.errors import PlexusError
from plexus_ld.plex.picture.drawing import draw
from plexus_ld.plex.picture.labels import Spot, labels_for
from plexus_ld.plex.picture.layout import lay_out
from plexus_ld.plex.picture.network import Network, short_name

SVG = "{http://www.w3.org/2000/svg}"


def ring(count: int, name: str = "Person") -> Network:
    """People in a ring, each also tied to the one opposite."""
    people = [URIRef(f"http://people.example/{i}#me") for i in range(count)]
    ties = {}
    for here, person in enumerate(people):
        for there in (here + 1, here + count // 2):
            other = people[there % count]
            if other != person:
                ties[min(person, other), max(person, other)] = here % 2 == 0
    return Network({p: f"{name} {i}" for i, p in enumerate(people)}, ties)


@pytest.mark.parametrize("count", [1, 2, 5, 50, 500])
def test_everybody_and_every_tie_is_drawn_once(count: int, tmp_path: Path) -> None:
    network = ring(count)

    draw(network, tmp_path / "all.svg", "A ring")

    drawing = ET.parse(tmp_path / "all.svg").getroot()  # noqa: S314 - our own file
    assert len(drawing.findall(f".//{SVG}circle")) == count
    assert len(drawing.findall(f".//{SVG}line")) == len(network.ties)


@pytest.mark.parametrize("count", [5, 50, 500])
def test_everybody_stands_inside_the_picture_and_apart(count: int) -> None:
    layout = lay_out(ring(count))

    places = set(layout.places.values())
    assert len(places) == count
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)


def test_the_same_network_gives_the_same_picture(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        draw(ring(60), tmp_path / name, "A ring")

    one, two = ((tmp_path / n).read_bytes() for n in ("one.svg", "two.svg"))
    assert one == two


def test_a_path_is_drawn_from_left_to_right() -> None:
    path = tuple(URIRef(f"http://people.example/{name}") for name in "cab")
    ties = {(path[1], path[0]): True, (path[1], path[2]): True}
    network = Network({person: person[-1] for person in path}, ties, focus=path)

    places = lay_out(network).places

    assert places[path[0]][0] < places[path[1]][0] < places[path[2]][0]


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_hostile_name_stays_text(form: str, tmp_path: Path) -> None:
    network = ring(3, name="</title><script>alert(1)</script>\x00\x1b[2J")

    draw(network, tmp_path / f"x.{form}", "<img src=x onerror=alert(1)>")

    text = (tmp_path / f"x.{form}").read_text()
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\x1b" not in text


def test_a_png_is_a_png(tmp_path: Path) -> None:
    draw(ring(5), tmp_path / "ring.png", "A ring")

    assert (tmp_path / "ring.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_name_that_tells_no_form_is_an_error_that_lists_them(tmp_path: Path) -> None:
    with pytest.raises(PlexusError, match=r"\.svg, \.png or \.html"):
        draw(ring(3), tmp_path / "ring.gif", "A ring")


def test_nobody_to_draw_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlexusError, match="import somebody"):
        draw(Network({}, {}), tmp_path / "none.svg", "Nobody")


def test_no_name_lies_upon_another() -> None:
    spots = [Spot(f"Somebody {i}", 100 + i, 100, 5, 12) for i in range(10)]

    labels = labels_for(spots)

    assert [label.name for label in labels] == ["Somebody 0", "Somebody 1"]
    assert abs(labels[0].y - labels[1].y) >= 12


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://ada.example/card#me", "ada.example"),
        ("https://people.example/ada/foaf.rdf#me", "ada"),
        ("https://ada.example/", "ada.example"),
    ],
)
def test_somebody_without_a_name_is_called_by_their_address(
    iri: str, name: str
) -> None:
    assert short_name(URIRef(iri)) == name
