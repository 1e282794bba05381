"""The texts of templates in the reader's language: a page asks for hundreds, so the way to each is short."""

from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import get_locale, get_translations


def install_page_texts(app: Flask) -> None:
    """Give templates texts that are not looked for from the beginning each time. After Flask-Babel, which does that."""
    texts = app.jinja_env
    texts.install_gettext_callables(_text, _counted, newstyle=True)  # type: ignore[attr-defined]  # of Jinja's extension
    texts.globals["_"] = texts.globals["gettext"]  # Jinja's own looks for this name at each call


def _text(text: str) -> str:
    return str(_translations().ugettext(text))


def _counted(singular: str, plural: str, number: int) -> str:
    return str(_translations().ungettext(singular, plural, number))


def _translations() -> Translations | NullTranslations:
    """Those of the language that holds now: a part of a page may be in another."""
    locale = get_locale()
    if locale is None:  # outside the application
        return NullTranslations()
    known: dict[str, Translations | NullTranslations] = g.setdefault("texts", {})
    if locale.language not in known:
        known[locale.language] = get_translations()
    return known[locale.language]
