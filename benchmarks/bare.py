"""A bare Starlette on uvicorn that answers everything with the same bytes.

``python -m benchmarks.bare FILE TYPE`` prints its port.
"""

import socket
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main() -> None:
    """Serve until ended."""
    body, media_type = Path(sys.argv[1]).read_bytes(), sys.argv[2]

    async def answer(_: Request) -> Response:
        return Response(body, media_type=media_type)

    app = Starlette(routes=[Route("/", answer)])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(app, access_log=False, log_level="error")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
