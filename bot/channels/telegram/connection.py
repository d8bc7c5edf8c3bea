"""The connections over which the bot speaks to Telegram: the library's seam for its transport, filled with aiohttp.

The library's own transport (httpx) costs some 0.7 ms of processor time a request, one and a half with many side by
side; aiohttp costs a tenth of that, and sending is most of what a message costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

UPLOAD_SECONDS = 20.0
"""How long sending a file may take on top of everything else."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_AGENT = {"User-Agent": BaseRequest.USER_AGENT}
_USED = ("message_id", "date", "chat", "photo", "document")
"""What we look at of a message that Telegram says we have sent."""
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Failures in which nothing was sent, so that trying again cannot send twice."""


@dataclass(frozen=True, slots=True)
class Written:
    """The parameters of a call that are text already; takes the place of the library's `RequestData`.

    Args:
        json_parameters: by name, as they go over the line.
    """

    json_parameters: dict[str, str]
    contains_files = False


def never_left(error: BaseException) -> bool:
    """Say whether a failed request cannot have reached Telegram."""
    return isinstance(error.__cause__, _NEVER_LEFT)


class Connection(BaseRequest):
    """Keeps connections open and makes requests over them."""

    def __init__(self, root: str, connections: int, connect_seconds: float, answer_seconds: float) -> None:
        """Make ready; nothing is opened yet.

        Args:
            root: the server's address, which decides on the proxy.
            connections: how many requests go side by side; further ones wait for a place.
            connect_seconds: how long finding a place and connecting may take.
            answer_seconds: how long a request may take in all; a file has `UPLOAD_SECONDS` more.
        """
        self._connections = connections
        self._connect, self._answer = connect_seconds, answer_seconds
        self._proxy = _proxy_for(root)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long a request may take, in seconds."""
        return self._answer

    async def initialize(self) -> None:
        """Open the session; connections are opened as they are needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections), proxy=self._proxy,
                cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read Telegram's answer, of a message sent only what we use.

        Telegram sends the whole message back, and the library would make objects of all its formatting and buttons:
        more work than sending it.
        """
        answer = BaseRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {name: result[name] for name in _USED if name in result}
        return answer

    async def do_request(
        self, url: str, method: str, request_data: RequestData | Written | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request, as the library asks for it.

        Raises:
            TimedOut: Telegram did not answer in time, or no connection came about in time.
            NetworkError: the connection failed. Neither message holds the address, which holds the token.
        """
        if self._session is None:
            raise NetworkError("the connection is closed")
        answer = _or(read_timeout, self._answer)
        connect = _or(connect_timeout, self._connect)
        upload = UPLOAD_SECONDS if request_data and request_data.contains_files else 0.0
        # one limit on the whole, in place of the library's several: each would be another timer for each request
        whole = None if answer is None else answer + upload
        try:
            async with self._session.request(
                    method, url, data=_body(request_data), headers=_AGENT if upload or not request_data else _FORM,
                    allow_redirects=False, timeout=_limits(whole, connect)) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error


def _body(data: RequestData | Written | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if isinstance(data, Written) or not data.contains_files:
        # the same as urllib's urlencode, compiled: in Python it took longer than all the rest of a request
        return URL.build(query=data.json_parameters).raw_query_string.encode()
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


@cache
def _limits(whole: float | None, connect: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=whole, connect=connect)


def _or(given: Any, default: float) -> float | None:
    """The library's own `not given` is neither a number nor None."""
    return default if given is BaseRequest.DEFAULT_NONE else given


def _proxy_for(root: str) -> str | None:
    """The proxy that the environment names for a server; asked once, for looking it up costs more than a request."""
    address = urlsplit(root)
    return None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
