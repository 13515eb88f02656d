"""Promise 5: share to 5,000 inboxes on 50 ports, durable and reported.

The other side is a bare `requests` loop of as many threads that posts the same bytes
to the same inboxes: no plan, no outbox, no marks, no limits, and nothing left of it
when the process ends.
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import requests
from rdflib import RDF, URIRef

from benchmarks.measure import Row, paired
from plexus_ld.assembly import Plex
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.outbox import records_of
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

INBOXES, PORTS = 5_000, 50
_TEXT = "The harbour choir sings on Saturday at seven; come and bring a friend. " * 4
_ME = URIRef("https://ada.example/card#me")


def measure(full: bool) -> Iterator[Row]:
    """Yield the row."""
    del full
    with inboxes() as ports, tempfile.TemporaryDirectory() as folder:
        urls = [f"http://127.0.0.1:{ports[n % PORTS]}/{n}" for n in range(INBOXES)]
        settings = Settings(net=NetSettings(allow_hosts=("127.0.0.1",)))
        with Plex(Path(folder) / "home", settings) as plex:
            plex.init(name="Ada", webid=str(_ME))
            _connect(plex, urls)
            threads = settings.sharer.in_flight
            ours, bare = paired((lambda: _share(plex), lambda: _bare(urls, threads)))
    ratio = bare / ours
    yield Row(
        5,
        f"share to {INBOXES:,} inboxes on {PORTS} ports, durable, reported; "
        f"bare requests, {threads} threads",
        round(INBOXES / ours),
        round(INBOXES / bare),
        "/s",
        f"{ratio:.2f} x",
        ">= 0.8 x",
        ratio >= 0.8,
    )


def _connect(plex: Plex, urls: list[str]) -> None:
    quads: list[Quad] = []
    for number, url in enumerate(urls):
        card, point = URIRef(f"urn:x:card:{number}"), URIRef(f"urn:x:point:{number}")
        agent = URIRef(f"https://p{number}.example/card#me")
        quads += [
            (card, RDF.type, PLX.Connection, PLEX),
            (card, PLX.agent, agent, PLEX),
            (card, PLX.state, PLX.accepted, PLEX),
            (card, PLX.connectionPoint, point, PLEX),
            (point, RDF.type, PLX.OutgoingPoint, PLEX),
            (point, PLX.channel, channel_iri("webhook"), PLEX),
            (point, PLX.address, URIRef(url), PLEX),
        ]
    plex.store.apply(Change(added=lines_of(quads)))


def _share(plex: Plex) -> None:
    """Share to everybody, deliver, and read the report."""
    act = plex.sharing.share(Draft(text=_TEXT)).activity.iri
    plex.deliverer.deliver_due()
    states = [record.state for record in records_of(plex.store, act)]
    assert states == [DeliveryState.TAKEN] * INBOXES, states[:3]


def _bare(urls: list[str], threads: int) -> None:
    body = b'{"text": "' + _TEXT.encode() + b'"}'
    waiting: SimpleQueue[str | None] = SimpleQueue()
    for url in (*urls, *[None] * threads):
        waiting.put(url)

    def work() -> None:
        with requests.Session() as session:
            adapter = requests.adapters.HTTPAdapter(pool_connections=PORTS)
            session.mount("http://", adapter)
            while (url := waiting.get()) is not None:
                headers = {"Content-Type": "application/json"}
                session.post(url, data=body, headers=headers).raise_for_status()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@contextmanager
def inboxes() -> Iterator[list[int]]:
    """Run the inboxes; yield their ports."""
    command = [sys.executable, "-m", "benchmarks.inboxes", str(PORTS)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdout is not None
        try:
            yield list(map(int, server.stdout.readline().split()))
        finally:
            server.kill()
