"""Where the forum calls: the call is verified and noted by the part handed in; the worker does the rest."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from modbot.errors import NotFound
from modbot.web.seats import Parts

router = APIRouter(include_in_schema=False)


async def read_body(request: Request) -> bytes:
    """Return the raw bytes of a call: the signature is over these."""
    return await request.body()


@router.post("/webhook")
def take_call(request: Request, parts: Parts, body: Annotated[bytes, Depends(read_body)]) -> Response:
    """Take a webhook call of the forum: 202 when it is news, 200 when not; forged ones are refused."""
    if parts.accept_webhook is None:
        raise NotFound("webhooks are not switched on")
    return Response(status_code=202 if parts.accept_webhook(dict(request.headers), body) else 200)
