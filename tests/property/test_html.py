"""Whatever is written, only allowed tags with allowed attributes come out."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from app.core.html import PROTOCOLS, REL, TAGS, formatted

TRICKS = st.sampled_from(
    [
        "<p>", "</p>", "<a href='", "javascript:", "https://", "'>", '">', "</a>", "<script>", "</script>", "<!--",
        "-->", "<style>",
        "<svg>", "<math>", "<title>", "<textarea>", "</", "<", ">", "&lt;", "&#x3c;", "onerror=", "=", " ", "\x00",
        "<img src=x ", "<![CDATA[",
        "]]>", "<?", "`", "hx-get=/a ", "class=b ", "<noscript>", "<template>", "<plaintext>", "<li>", "<h3>", "ö",
    ],
)  # fmt: skip
texts = st.text() | st.lists(TRICKS | st.text(max_size=3), max_size=25).map("".join)


class Reader(HTMLParser):
    """Collects the tags as a second, independent parser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


@given(texts)
def test_only_allowed_tags_and_attributes_come_out(text: str) -> None:
    reader = Reader()
    reader.feed(str(formatted(text)))
    reader.close()
    assert not reader.other
    for tag, attributes in reader.seen:
        assert tag in TAGS
        assert all(tag == "a" and _is_harmless(name, value or "") for name, value in attributes)


@given(texts)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = formatted(text)
    assert formatted(str(once)) == once


def _is_harmless(name: str, value: str) -> bool:
    if name == "rel":
        return value == REL
    return name == "href" and value.partition(":")[0].lower() in PROTOCOLS
