"""What is wrong with a case-type document: where, what, and the values that a sentence about it needs. Words: ``labels``."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[str | int, ...]
"""The way from the document to what is wrong, as in ``("pages", 0, "questions", 2, "key")``; empty for all of it."""


class FlawCode(enum.StrEnum):
    """Why a document cannot be published. First what cannot be read, then what nobody could fill in or answer."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    NOT_AN_OBJECT = "not_an_object"
    NOT_A_LIST = "not_a_list"
    NOT_A_TEXT = "not_a_text"
    EMPTY_TEXT = "empty_text"
    CONTROL_CHARACTER = "control_character"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    NOT_ONE_OF = "not_one_of"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    KEY_SHAPE = "key_shape"
    KEY_TAKEN = "key_taken"
    NO_PAGES = "no_pages"
    NO_QUESTIONS = "no_questions"
    NO_FINAL_REPLY = "no_final_reply"
    NO_FIXED_REPLIES = "no_fixed_replies"
    TEXT_TWICE = "text_twice"
    PLACEHOLDER = "placeholder"
    TOO_FEW_ALTERNATIVES = "too_few_alternatives"
    NOTHING_TO_CHOOSE = "nothing_to_choose"
    FOR_WRITTEN_ANSWERS = "for_written_answers"
    FOR_NUMBERS_AND_DATES = "for_numbers_and_dates"
    FOR_CHECKBOXES = "for_checkboxes"
    FOR_NUMBERS_AND_SHORT_TEXTS = "for_numbers_and_short_texts"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    BELOW_LEAST = "below_least"
    BEFORE_FIRST = "before_first"
    NOT_AN_EARLIER_QUESTION = "not_an_earlier_question"
    NO_ANSWERS_NAMED = "no_answers_named"
    NO_SUCH_ANSWER = "no_such_answer"


@dataclass(frozen=True)
class DocumentFlaw:
    """One thing that is wrong, at the field where it is mended."""

    place: Place
    code: FlawCode
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The place as people who write JSON read it: ``pages[0].questions[2].key``."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)
        return "".join(steps).lstrip(".") or "document"


class InvalidDocument(ValueError):
    """The document cannot be published."""

    def __init__(self, flaws: Sequence[DocumentFlaw]) -> None:
        super().__init__("; ".join(f"{flaw.path}: {flaw.code}" for flaw in flaws))
        self.flaws = tuple(flaws)
