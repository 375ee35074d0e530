"""How the web tells a person something: as JSON to a script, as a page to a browser, always one plain sentence."""

import json

from aiohttp import web

from bot.conversation.catalogue import say
from bot.web.requests import language_of
from bot.web.templates import other_language, render


def as_json(value: object, status: int = 200) -> web.Response:
    """A response that keeps its letters."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return web.Response(text=text, status=status, content_type="application/json")


def sentence(key: str, request: web.Request, status: int, **values: str) -> web.Response:
    """One plain sentence, as a page to whoever asks for one."""
    text = say(key, language_of(request), **values)
    if "text/html" in request.headers.get("Accept", ""):
        return web.Response(text=problem_page(text, request), status=status, content_type="text/html")
    return as_json({"error": text}, status)


def problem_page(text: str, request: web.Request) -> str:
    """A page that says only this."""
    language = language_of(request)
    return render("problem.html", language, sentence=text, other_href=f"/?language={other_language(language)}")


def refused(
    request: web.Request, key: str = "error.bad_request", error: type[web.HTTPError] = web.HTTPBadRequest
) -> web.HTTPError:
    """The error to raise for a request that is not taken."""
    text = json.dumps({"error": say(key, language_of(request))}, ensure_ascii=False)
    return error(text=text, content_type="application/json")
