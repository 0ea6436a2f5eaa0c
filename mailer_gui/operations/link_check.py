"""Asks the links of a message whether they open, when a person wants it; no other time calls a site."""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailer_gui.model.errors import Cancelled, NotFoundError
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import approved

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

AT_ONCE = 8
MOST = 200
PATIENCE = 10.0
_AGENT = "Mozilla/5.0 (compatible; Mailer link check)"


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What one link answered. `status` is HTTP's, 0 when no server answered; `what` is a sentence for people."""

    url: str
    works: bool
    status: int
    what: str


def links(ws: Workspace, campaign_id: int) -> list[str]:
    """List the web links in the first person's message, as they are sent, each once, without the unsubscribe link."""
    from mailer_gui.compose.pictures import references
    from mailer_gui.compose.render import Renderer

    campaign = ws.campaigns.get(campaign_id)
    compiled = approved.compiled(ws, campaign)
    first = next(approved.recipients(ws, campaign), None)
    if first is None:
        raise NotFoundError("There is nobody to show the message for.", hint="Choose a list with people on it.")
    shown = Renderer(compiled, ws.settings.unsubscribe_key()).parts(first)
    endpoint = compiled.facts["endpoint"].partition("{token}")[0]
    found = [one.value.strip() for one in references(shown.html)]
    wanted = [url for url in found if url.lower().startswith(("http://", "https://"))]
    return [url for url in dict.fromkeys(wanted) if not (endpoint and url.startswith(endpoint))][:MOST]


def check_links(
    ws: Workspace, campaign_id: int, progress: Progress = no_progress, cancel: Cancel = never
) -> list[LinkResult]:
    """Open every link and picture of a message once, several at a time; gives the answers in the message's order.

    A cancel raises Cancelled; answers that still come are thrown away.
    """
    wanted = links(ws, campaign_id)
    found: dict[str, LinkResult] = {}
    pool = ThreadPoolExecutor(AT_ONCE, "link")
    try:
        waiting = [pool.submit(check_link, url) for url in wanted]
        for done in as_completed(waiting):
            if cancel():
                raise Cancelled("Stopped. Nothing was changed.")
            result = done.result()
            found[result.url] = result
            progress(len(found), len(wanted))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [found[url] for url in wanted]


def check_link(url: str) -> LinkResult:
    """Open one link: HEAD first, GET where a site does not know it."""
    result = _asked(url, "HEAD")
    return _asked(url, "GET") if result.status in (400, 403, 404, 405, 500, 501, 503) else result


def _asked(url: str, method: str) -> LinkResult:
    request = urllib.request.Request(url, method=method, headers={"User-Agent": _AGENT})  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE, context=ssl.create_default_context()) as answer:  # noqa: S310 - the same
            return LinkResult(url, True, answer.status, "It opens.")
    except urllib.error.HTTPError as error:
        return LinkResult(url, False, error.code, _STATUS.get(error.code, f"The site answers with error {error.code}."))
    except (urllib.error.URLError, OSError, ValueError) as error:
        return LinkResult(url, False, 0, _reason(error))


_STATUS = {
    401: "The site asks for a password.",
    403: "The site refuses to show this page.",
    404: "There is no such page.",
    410: "The page was taken away.",
}


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLError):
        return "The site's certificate cannot be trusted."
    if isinstance(cause, socket.gaierror):
        return "There is no such site."
    if isinstance(cause, TimeoutError):
        return "The site did not answer in time."
    if isinstance(cause, ConnectionRefusedError):
        return "Nothing answers there."
    return "It cannot be opened."
