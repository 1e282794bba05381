"""What every form that changes something takes along, besides its token: features say what."""

from collections.abc import Callable, Mapping

from flask import Flask, current_app

Fields = Callable[[], Mapping[str, str]]


def carry(app: Flask, fields: Fields) -> None:
    """A feature's names and values for the forms of the page that is being made."""
    app.extensions.setdefault("carried", []).append(fields)


def carried_fields() -> dict[str, str]:
    """For the components that write forms."""
    return {name: value for fields in current_app.extensions.get("carried", []) for name, value in fields().items()}
