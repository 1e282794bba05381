"""Why a login comes to nothing: the person's token, or their identity provider."""


class LoginRefused(Exception):
    """The login came to nothing. ``code`` chooses the page, ``detail`` goes to the log; neither holds personal data.

    ``subject``: whom the token named, once it was verified; the log names the person of ours that it is, if any.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.subject = ""


class ProviderUnsafe(Exception):
    """The identity provider answers, but not as the one we know: its metadata is not believed."""


class ProviderAway(Exception):
    """The identity provider cannot be reached or does not answer sense. Sessions that exist go on."""
