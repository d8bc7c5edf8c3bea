"""The fake over HTTP on 127.0.0.1, for the bot as a process of its own."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

from tests.fake_bot_api.request import respond


class FakeServer(ThreadingHTTPServer):
    """Serves a `FakeBotApi`; use it as a context manager.

    Args:
        api: the API.
        port: a free one unless told.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    """A bot may open many connections at once; with the usual five some would hang until they time out."""

    def __init__(self, api, port=0):
        super().__init__(("127.0.0.1", port), _Handler)
        self.api = api

    @property
    def root(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A bot that ends in the middle of a long poll is no error; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        token, _, method = self.path.removeprefix("/bot").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        code, payload = respond(self.server.api, token, method, dict(parse_qsl(body, keep_blank_values=True)))
        head = f"HTTP/1.1 {code} X\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        # head and body in one write: two would cost 40 ms a call through delayed acknowledgements
        self.wfile.write(head.encode() + payload)

    def log_message(self, *_args):
        pass
