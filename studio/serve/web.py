"""`python -m studio.serve.web DESCRIPTOR`: the web process, uvicorn on a socket that the studio has opened."""

import socket
import sys

import uvicorn


def main() -> None:
    config = uvicorn.Config(
        "studio.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # 300 KB a socket, and time that the doorbell's reader waits for
        lifespan="off",  # Django has none
        access_log=False,
        log_config=None,  # Django's LOGGING holds for uvicorn's lines as well
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
