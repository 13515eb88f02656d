"""A host that takes mail, in this process, and answers as a test wants it to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class SmtpHost:
    """What a test says to the host, and what the host saw.

    Attributes:
        port: On 127.0.0.1.
        answers: What it says instead of yes, by the first word of a command; ``.`` is
            the end of a mail.
        features: What it says of itself after EHLO.
        connections: How many came.
        commands: What was said to it, without the mails.
        mails: What it took.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    features: list[str] = field(default_factory=lambda: ["SIZE 3000000", "AUTH PLAIN"])
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def answer(self, word: str, usual: str) -> bytes:
        """Return what it says to a command."""
        if word == "EHLO" and word not in self.answers:
            lines = ["here", *self.features]
            marks = ["-"] * (len(lines) - 1) + [" "]
            return "".join(
                f"250{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True)
            ).encode()
        return f"{self.answers.get(word, usual)}\r\n".encode()


_USUAL = {"DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 2.7.0 welcome"}


@contextmanager
def smtp_host() -> Iterator[SmtpHost]:
    """Let a host stand, for as long as the block."""
    host = SmtpHost()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            host.connections += 1
            self.wfile.write(host.answer("HELLO", "220 here"))
            for line in iter(self.rfile.readline, b""):
                command = line.decode("utf-8", "replace").strip()
                word = command.split(" ", 1)[0].upper()
                host.commands.append(command)
                answer = host.answer(word, _USUAL.get(word, "250 2.1.0 fine"))
                self.wfile.write(answer)
                if word == "QUIT" or answer.startswith(b"421"):
                    return
                if word == "DATA" and answer.startswith(b"354"):
                    self._take()

        def _take(self) -> None:
            lines = [
                line[1:] if line.startswith(b".") else line
                for line in iter(self.rfile.readline, b".\r\n")
            ]
            answer = host.answer(".", "250 2.0.0 taken")
            if answer.startswith(b"250"):
                host.mails.append(b"".join(lines))
            self.wfile.write(answer)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        host.port = int(server.server_address[1])
        thread = threading.Thread(
            target=server.serve_forever, args=(0.02,), daemon=True
        )
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
