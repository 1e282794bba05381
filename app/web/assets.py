"""The files that browsers fetch: each under an address that changes with its content, so they may be kept for ever."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app.web.headers import STATIC_HEADERS

FOLDER = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static/"
# Closed: a licence, a manifest or an editor's backup in the folder is not served.
SERVED = frozenset({".css", ".js", ".svg", ".woff2", ".png"})
# The path of a vendored file holds its version, and style sheets name their fonts by it.
VENDORED = "vendor/"
HASH_LENGTH = 12


class UnknownAssetError(LookupError):
    """A template asked for a file that is not in the folder."""


class Assets:
    """Where each file is served: ``css/app.css`` → ``/static/css/app.1f2e3d4c5b6a.css``."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.addresses = {path.relative_to(folder).as_posix(): self._address(path) for path in self._files()}

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


def serve_static(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the folder in front of the application and give templates ``asset(name)``."""
    assets = Assets(folder)
    server = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=_add_headers,
        immutable_file_test=lambda _path, _url: True,
        mimetypes={".js": "text/javascript", ".woff2": "font/woff2"},
    )
    for name, address in assets.addresses.items():
        server.add_file_to_dictionary(address, str(folder / name))
    app.wsgi_app = server  # type: ignore[method-assign]  # the documented way to wrap a Flask application
    app.jinja_env.globals["asset"] = assets.address


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in STATIC_HEADERS.items():
        headers[name] = value
