"""The files that browsers fetch: each under an address that changes with its content, so they may be kept for ever.

While nodes are upgraded one at a time, a page of one asks another for addresses that it does not have: such a file is
given as it is here, and not kept.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from wsgiref.headers import Headers
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from whitenoise import WhiteNoise

from app.web.headers import STATIC_HEADERS, STAY_ON_HTTPS

FOLDER = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static/"
# Closed: a licence, a manifest or an editor's backup in the folder is not served.
SERVED = frozenset({".css", ".js", ".svg", ".woff2", ".png"})
# The path of a vendored file holds its version, and style sheets name their fonts by it.
VENDORED = "vendor/"
HASH_LENGTH = 12
_HASHED = re.compile(rf"(.+)\.[0-9a-f]{{{HASH_LENGTH}}}(\.\w+)")
_VERSIONED = re.compile(r"(vendor/(?:@[\w.-]+/)?[\w.-]+/)\d[\w.-]*(/.+)")


class UnknownAssetError(LookupError):
    """A template asked for a file that is not in the folder."""


class Assets:
    """Where each file is served: ``css/app.css`` → ``/static/css/app.1f2e3d4c5b6a.css``."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.addresses = {path.relative_to(folder).as_posix(): self._address(path) for path in self._files()}
        self.unversioned = {nameless: name for name in self.addresses if (nameless := _without_version(name))}

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.suffix in SERVED and path.is_file())

    def _address(self, path: Path) -> str:
        name = path.relative_to(self.folder)
        if name.as_posix().startswith(VENDORED):
            return PREFIX + name.as_posix()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
        return PREFIX + name.with_name(f"{name.stem}.{digest}{name.suffix}").as_posix()

    def address(self, name: str) -> str:
        """The address of a file, named by its path inside the folder."""
        try:
            return self.addresses[name]
        except KeyError:
            raise UnknownAssetError(name) from None

    def of_another_version(self, address: str) -> str | None:
        """The file here that an address of another version of the product means, by its name."""
        requested = address.removeprefix(PREFIX)
        if requested == address:
            return None
        if requested.startswith(VENDORED):
            return self.unversioned.get(_without_version(requested) or "")
        hashed = _HASHED.fullmatch(requested)
        name = "".join(hashed.groups()) if hashed else ""
        return name if name in self.addresses else None


def _without_version(name: str) -> str | None:
    """``vendor/htmx.org/4.0.1/htmx.min.js`` → ``vendor/htmx.org//htmx.min.js``; None for what bears no version."""
    found = _VERSIONED.fullmatch(name)
    return "".join(found.groups()) if found else None


class _Files(WhiteNoise):  # type: ignore[misc]  # WhiteNoise ships no types
    """Serves each file at its address, for ever, and at those of other versions, for now."""

    def __init__(self, behind: WSGIApplication, assets: Assets, *, https: bool) -> None:
        super().__init__(
            behind,
            allow_all_origins=False,
            add_headers_function=partial(_add_headers, STATIC_HEADERS | (STAY_ON_HTTPS if https else {})),
            immutable_file_test=lambda _path, url: url.startswith(PREFIX),
            mimetypes={".js": "text/javascript", ".woff2": "font/woff2"},
        )
        self.assets = assets
        for name, address in assets.addresses.items():
            self.add_file_to_dictionary(address, str(assets.folder / name))
        self.present = {
            name: self.get_static_file(str(assets.folder / name), url=name) for name in self.assets.addresses
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a file, or hand the request on."""
        path = environ.get("PATH_INFO", "")
        name = None if path in self.files else self.assets.of_another_version(path)
        answer: Iterable[bytes] = (
            super().__call__(environ, start_response)
            if name is None
            else self.serve(self.present[name], environ, start_response)
        )
        return answer


def serve_static(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the folder in front of the application and give templates ``asset(name)``."""
    assets = Assets(folder)
    https = app.config["PREFERRED_URL_SCHEME"] == "https"
    app.wsgi_app = _Files(app.wsgi_app, assets, https=https)  # type: ignore[method-assign]  # the documented way to wrap a Flask application
    app.jinja_env.globals["asset"] = assets.address


def _add_headers(ours: Mapping[str, str], headers: Headers, _path: str, url: str) -> None:
    for name, value in ours.items():
        headers[name] = value
    if not url.startswith(PREFIX):
        headers["Cache-Control"] = "no-cache"
