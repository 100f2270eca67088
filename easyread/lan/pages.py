"""The pages of joining: one for this device, one for the tablet that joins."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

import segno
from flask import Blueprint, Flask, Response, abort, current_app, make_response, redirect, request, url_for
from flask import render_template as show
from werkzeug.wrappers import Response as AnyResponse

from easyread.lan.certificate import Certificate
from easyread.lan.entry import JOINED, Entry
from easyread.web.i18n import N_
from easyread.web.reachability import check_views, reachable
from easyread.web.security import ENTRY

pages = Blueprint("lan", __name__)
Answer = TypeVar("Answer", bound=AnyResponse | str)

WRONG = N_("That code does not work now.")


def install(app: Flask, entry: Entry, certificate: Certificate) -> None:
    """Add the pages, and the sign that stands on every page while others can join."""
    app.extensions["easyread-lan"] = (entry, certificate)
    app.register_blueprint(pages)
    check_views(app)
    app.context_processor(lambda: {"others_can_join": True, "on_this_device": ENTRY not in request.environ})


def _entry() -> Entry:
    return cast("Entry", current_app.extensions["easyread-lan"][0])


def only_here(view: Callable[[], Answer]) -> Callable[[], Answer]:
    """The host's pages are for this device alone: to a tablet in the room they do not exist."""

    @wraps(view)
    def guarded() -> Answer:
        return abort(404) if ENTRY in request.environ else view()

    return guarded


@pages.get("/j/host")
@reachable("no-book", "book")
@only_here
def host() -> str:
    """The invitation, and how a tablet comes to trust this device."""
    entry, certificate = current_app.extensions["easyread-lan"]
    invitation = entry.joining.invitation()
    return show(
        "lan/host.html",
        invitation=invitation,
        seconds=entry.joining.seconds_left(invitation) if invitation else 0,
        joined=entry.joining.count(),
        address=f"{entry.address}j",
        certificate=certificate,
    )


@pages.post("/j/host")
@reachable("no-book", "book")
@only_here
def invite() -> AnyResponse:
    """A new invitation; the one before is over."""
    _entry().joining.invite()
    return redirect(url_for("lan.host"), 303)


@pages.post("/j/host/away")
@reachable("no-book", "book")
@only_here
def send_away() -> AnyResponse:
    """Every tablet that joined has to join anew."""
    _entry().joining.send_away()
    return redirect(url_for("lan.host"), 303)


@pages.get("/j/host/square")
@reachable("no-book", "book")
@only_here
def square() -> Response:
    """The invitation as a QR picture. Its token stands in the fragment, which no browser sends anywhere."""
    entry = _entry()
    invitation = entry.joining.invitation() or abort(404)
    drawn = io.BytesIO()
    code = segno.make(f"{entry.address}j#{invitation.token}", error="m", micro=False)
    code.save(drawn, kind="svg", scale=8, light="#fff", xmldecl=False, nl=False)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@pages.get("/j/host/trust")
@reachable("no-book", "book")
@only_here
def trust() -> Response:
    """The authority's certificate as a file, to be brought to the tablet by hand."""
    certificate: Certificate = current_app.extensions["easyread-lan"][1]
    authority = certificate.authority or abort(404)
    name = 'attachment; filename="my-words.crt"'
    return Response(authority, mimetype="application/x-x509-ca-cert", headers={"Content-Disposition": name})


@pages.get("/j")
@reachable("not-joined", "no-book", "book")
def join() -> AnyResponse | str:
    """Where the square picture leads. The script reads the fragment; without it the code can be typed."""
    if ENTRY not in request.environ:
        return redirect(url_for("lan.host"), 303)
    if _entry().joining.has_joined(request.cookies.get(JOINED)):
        return redirect("/", 303)
    return show("lan/join.html", trouble="")


@pages.post("/j")
@reachable("not-joined", "no-book", "book")
def use_code() -> AnyResponse:
    """Use the invitation up, and remember this browser until the program stops."""
    if ENTRY not in request.environ:
        return redirect(url_for("lan.host"), 303)
    reference = _entry().joining.join(request.form.get("code", "")[:60])
    if reference is None:
        return make_response(show("lan/join.html", trouble=WRONG), 403)
    answer = redirect("/", 303)
    answer.set_cookie(JOINED, reference, httponly=True, samesite="Strict", path="/")
    return answer
