"""The fake over HTTP on 127.0.0.1, for the bot as a process of its own."""

import sys
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

from tests.fake_bot_api.api import Odd
from tests.fake_bot_api.request import download, respond


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
        self.date = None
        """The `Date` header of every answer, if there is to be one."""

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

    def do_GET(self):
        root, _, rest = self.path.partition("/bot")
        token, _, path = rest.partition("/")
        code, content = download(self.server.api, token, path) if root == "/file" else (404, b"")
        head = f"HTTP/1.1 {code} X\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(content)}\r\n\r\n"
        self.wfile.write(head.encode() + content)

    def do_POST(self):
        token, _, method = self.path.removeprefix("/bot").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            code, payload = respond(self.server.api, token, method, *self._parameters(body))
        except Odd as odd:
            if odd.answer is None:
                self.close_connection = True
                return
            code, payload = 200, odd.answer
        date = f"Date: {self.server.date}\r\n" if self.server.date else ""
        head = (f"HTTP/1.1 {code} X\r\nContent-Type: application/json\r\n{date}"
                f"Content-Length: {len(payload)}\r\n\r\n")
        # head and body in one write: two would cost 40 ms a call through delayed acknowledgements
        self.wfile.write(head.encode() + payload)

    def _parameters(self, body):
        """The parameters of a call, and the files in it."""
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        raw, files = {}, {}
        for part in form.get_payload():
            name = part.get_param("name", header="Content-Disposition")
            content = part.get_payload(decode=True)
            if part.get_filename():
                files[name] = (part.get_filename(), content)
            else:
                raw[name] = content.decode()
        return raw, files

    def log_message(self, *_args):
        pass
