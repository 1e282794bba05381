"""Case-type documents from JSON and to it. How, the annotations of ``definition`` say; what is wrong becomes ``DocumentFlaw``."""

import re
from collections.abc import Mapping
from typing import cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.catalog.definition import CaseTypeDocument
from app.catalog.document_rules import flaws_of
from app.catalog.flaws import DocumentFlaw, FlawCode, InvalidDocument

Json = dict[str, object]

_DOCUMENTS: TypeAdapter[CaseTypeDocument] = TypeAdapter(CaseTypeDocument)
_CODES: Mapping[str, FlawCode] = {
    "missing": FlawCode.MISSING,
    "unexpected_keyword_argument": FlawCode.UNKNOWN_FIELD,
    "dataclass_type": FlawCode.NOT_AN_OBJECT,
    "tuple_type": FlawCode.NOT_A_LIST,
    "string_type": FlawCode.NOT_A_TEXT,
    "string_unicode": FlawCode.CONTROL_CHARACTER,
    "invalid_key": FlawCode.UNKNOWN_FIELD,
    "int_type": FlawCode.NOT_A_WHOLE_NUMBER,
    "bool_type": FlawCode.NOT_TRUE_OR_FALSE,
    "enum": FlawCode.NOT_ONE_OF,
    FlawCode.EMPTY_TEXT: FlawCode.EMPTY_TEXT,
    FlawCode.CONTROL_CHARACTER: FlawCode.CONTROL_CHARACTER,
}
"""By what Pydantic calls it."""


def document_from_json(value: object) -> CaseTypeDocument:
    """A document to publish; ``InvalidDocument`` has all that is wrong in its form, else all that is wrong in what it asks."""
    document = stored_document(value)
    if found := flaws_of(document):
        raise InvalidDocument(found)
    return document


def stored_document(value: object) -> CaseTypeDocument:
    """A document that was published, in whichever release: rules made since then do not close the cases that have it."""
    try:
        return _DOCUMENTS.validate_python(value)
    except ValidationError as error:
        raise InvalidDocument([_flaw(one) for one in error.errors(include_url=False)]) from error


def document_to_json(document: CaseTypeDocument) -> Json:
    """The document as JSON values; what is not set is left out."""
    return cast("Json", _DOCUMENTS.dump_python(document, mode="json"))


def _flaw(error: ErrorDetails) -> DocumentFlaw:
    known = ", ".join(re.findall("'(.*?)'", error.get("ctx", {}).get("expected", "")))
    return DocumentFlaw(error["loc"], _CODES[error["type"]], {"known": known} if known else {})
