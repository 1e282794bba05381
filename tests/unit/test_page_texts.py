"""The texts of templates: in the language that holds when each is shown, with what is put into them escaped."""

from flask import Flask
from flask_babel import force_locale


def _shown(app: Flask, template: str, **values: object) -> str:
    return app.jinja_env.from_string(template).render(**values)


def test_a_part_of_a_page_in_another_language_is_told_in_it_and_the_rest_is_not(app: Flask) -> None:
    logout = '{{ _("Logga ut") }}'
    with app.test_request_context("/"):
        before = _shown(app, logout)
        with force_locale("en"):
            within = _shown(app, logout)
        assert (before, within, _shown(app, logout)) == ("Logga ut", "Log out", "Logga ut")


def test_what_is_put_into_a_text_is_escaped_and_two_per_cent_signs_are_one(app: Flask) -> None:
    with app.test_request_context("/"):
        assert _shown(app, '{{ _("%(name)s 100 %%", name=name) }}', name="<b>") == "&lt;b&gt; 100 %"


def test_a_number_chooses_between_one_and_several(app: Flask) -> None:
    several = '{{ ngettext("%(num)d öppet ärende", "%(num)d öppna ärenden", n) }}'
    with app.test_request_context("/"):
        assert [_shown(app, several, n=number) for number in (1, 2)] == ["1 öppet ärende", "2 öppna ärenden"]
