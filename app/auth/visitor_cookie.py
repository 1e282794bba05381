"""What a visitor's browser keeps by itself, signed: the token of forms and the language. No row in the database.

A signed double-submit cookie: a form is taken when it carries the token that was made from this cookie's value. The
cookie is ours alone (``__Host-``), and it is worth nothing for anybody who is logged in.
"""

from collections.abc import Mapping
from typing import Any

from flask import Request, Response
from itsdangerous import BadData, URLSafeSerializer

KEPT_FIELDS = frozenset({"csrf_token", "language"})
LONGEST = 64


class VisitorCookie:
    """Read and handed out; what is in it was put there by us, or it is empty."""

    def __init__(self, secret: str, *, https: bool) -> None:
        self.https = https
        self.name = "__Host-vardinkorg-visitor" if https else "vardinkorg-visitor"
        self.signer = URLSafeSerializer(secret, salt="visitor")

    def read(self, request: Request) -> dict[str, Any]:
        """What it holds; nothing of one that was made or changed elsewhere."""
        try:
            content = self.signer.loads(request.cookies.get(self.name, ""))
        except BadData:
            return {}
        return dict(content) if isinstance(content, dict) and self.can_hold(content) else {}

    def can_hold(self, data: Mapping[str, Any]) -> bool:
        """Whether the data fits in the cookie: known fields with short texts only. Anything else needs a session row."""
        return data.keys() <= KEPT_FIELDS and all(isinstance(one, str) and len(one) <= LONGEST for one in data.values())

    def hand_out(self, response: Response, data: Mapping[str, Any]) -> None:
        """Until the browser is closed, as the login's own."""
        signed = self.signer.dumps(dict(data))
        response.set_cookie(self.name, signed, path="/", secure=self.https, httponly=True, samesite="Lax")
