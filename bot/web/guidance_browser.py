"""The routes on which the guidance is read; only guides that the visitor may see exist there."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import cast, get_args

from aiohttp import web

from bot.answering.guidance import Guidance, LiveGuidance
from bot.conversation.catalogue import say
from bot.conversation.shelf import Filter, Review, Shelf, may_see
from bot.web.guidance_pages import Shown, guidance_page, guide_page, section_page
from bot.web.requests import VISITOR, language_of, offsets, typed
from bot.web.telling import problem_page
from bot.web.templates import other_language
from indexer.guide import Guide

_SLUG = re.compile(r"[a-z0-9-]{1,80}")


class GuidanceBrowser:
    """Reads from the guidance that is being served; the clock says what is due."""

    def __init__(self, guidance: LiveGuidance, clock: Callable[[], datetime]) -> None:
        self._guidance = guidance
        self._clock = clock
        self._shelved: tuple[str, Shelf] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Pages that need no script."""
        return [
            web.get("/guidance", self.guidance),
            web.get("/guidance/{guide}", self.guide),
            web.get("/guidance/{guide}/{anchor}", self.section),
        ]

    async def guidance(self, request: web.Request) -> web.Response:
        """All guides, filtered by what the address says."""
        wanted = _filter(request)
        view = self._shelf(self._guidance.current()).view(VISITOR.audiences, wanted, self._clock().date())
        oldest_first = request.query.get("sort") == "oldest"
        return _html(guidance_page(view, wanted, oldest_first, _shown(request)))

    async def guide(self, request: web.Request) -> web.Response:
        """One guide with all its sections."""
        guidance = self._guidance.current()
        guide = _visible(guidance, request)
        return _html(guide_page(guidance, guide, self._clock().date(), _shown(request)))

    async def section(self, request: web.Request) -> web.Response:
        """One section, with a quote marked."""
        guidance = self._guidance.current()
        guide, anchor = _visible(guidance, request), request.match_info["anchor"]
        if anchor not in {section.anchor for section in guide.sections}:
            raise _not_found(request)
        spans = list(zip(offsets(request, "start"), offsets(request, "end"), strict=False))
        fragment = request.query.get("fragment") == "1"
        return _html(section_page(guidance, f"{guide.id}#{anchor}", spans, fragment, _shown(request)))

    def _shelf(self, guidance: Guidance) -> Shelf:
        """The shelf of the version that is served, made once a version."""
        version = guidance.index.version
        if self._shelved is None or self._shelved[0] != version:
            self._shelved = (version, Shelf(guidance.index.content))
        return self._shelved[1]


def _visible(guidance: Guidance, request: web.Request) -> Guide:
    identity = request.match_info["guide"]
    found = guidance.index.content.guides.get(identity) if _SLUG.fullmatch(identity) else None
    if found is None or not may_see(found, VISITOR.audiences):
        raise _not_found(request)
    return found


def _not_found(request: web.Request) -> web.HTTPNotFound:
    """A hidden guide answers exactly like one that does not exist."""
    return web.HTTPNotFound(text=problem_page(say("error.not_found", language_of(request)), request), content_type="text/html")


def _filter(request: web.Request) -> Filter:
    review = request.query.get("review")
    return Filter(
        right=typed(request, "right") or None,
        stage=typed(request, "stage") or None,
        place=typed(request, "place") or None,
        review=cast(Review, review) if review in get_args(Review) else None,
        text=typed(request, "text"),
    )


def _shown(request: web.Request) -> Shown:
    """The page in its own language unless the address asks for the text in another one or in both."""
    language = language_of(request)
    asked = request.query.get("text_language")
    text = asked if asked in ("en", "vi", "both") else language
    other = request.rel_url.update_query(language=other_language(language)).without_query_params("fragment", "start", "end")
    return Shown(language, str(other), text)


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")
