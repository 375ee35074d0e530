"""Serves the calendars of the audit programme to whoever has the address of one."""

import asyncio

from aiohttp import web

from bot.audits.calendar import CalendarDesk, CannotTell
from bot.conversation.catalogue import say

FOLDER = "/calendar/"
MAX_AGE = 900  # seconds
RETRY = 300


class CalendarFeed:
    """Nothing of an address is logged; one that leads nowhere and one that was revoked look the same."""

    def __init__(self, desk: CalendarDesk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """GET and HEAD of an address."""
        return [web.get(FOLDER + "{token:[A-Za-z0-9_-]{20,100}}.ics", self._feed)]

    async def _feed(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        try:
            feed = await asyncio.to_thread(self._desk.feed, token)
        except CannotTell:  # calendars keep what they have, and ask again
            raise web.HTTPServiceUnavailable(headers={"Retry-After": str(RETRY)}, text=say("error.unavailable", "en")) from None
        if feed is None:
            raise web.HTTPNotFound(text=say("error.not_found", "en"))
        headers = {"ETag": f'"{feed.etag}"', "Cache-Control": f"private, max-age={MAX_AGE}"}
        if any(tag.value == feed.etag for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="audits.ics"'
        return web.Response(body=feed.body, content_type="text/calendar", charset="utf-8", headers=headers)
