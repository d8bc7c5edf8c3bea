"""The library's own seam for its transport, led straight into the fake: no sockets."""

import asyncio
import json

from telegram.request import BaseRequest

from tests.fake_bot_api.rules import Refusal


def respond(api, token, method, raw, files=None):
    """Make Telegram's HTTP status and JSON body of a call."""
    try:
        if token != api.token:
            raise Refusal("Unauthorized", 401)
        return 200, json.dumps({"ok": True, "result": api.handle(method, raw, files)}).encode()
    except Refusal as refusal:
        answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        if refusal.parameters:
            answer["parameters"] = refusal.parameters
        return refusal.code, json.dumps(answer).encode()


def download(api, token, path):
    """Make Telegram's HTTP status and body where a file is fetched."""
    try:
        if token != api.token:
            raise Refusal("Not Found", 404)
        return 200, api.download(path)
    except Refusal as refusal:
        return refusal.code, json.dumps({"ok": False, "error_code": refusal.code,
                                         "description": refusal.description}).encode()


class FakeRequest(BaseRequest):
    """A transport to a `FakeBotApi` in the same process."""

    def __init__(self, api):
        self._api = api

    @property
    def read_timeout(self):
        return 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, **_timeouts):
        token, _, name = url.rpartition("/bot")[2].partition("/")
        if url.removesuffix(f"/bot{token}/{name}").endswith("/file"):
            return await asyncio.to_thread(download, self._api, token, name)
        raw = dict(request_data.json_parameters) if request_data else {}
        uploads = request_data.multipart_data if request_data and request_data.contains_files else {}
        files = {part: (filename, content) for part, (filename, content, _kind) in uploads.items()}
        return await asyncio.to_thread(respond, self._api, token, name, raw, files)
