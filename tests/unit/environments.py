"""An environment that production starts with, and what is told of one that it refuses."""

import os
from pathlib import Path

import certifi
import pytest

from config import Config, ConfigError
from settings import keyfile

STRONG = "9vJ2kXqLr7TzWb4NcYp1HsGd6MfEaUo8"
STAFF_SECRET, CITIZEN_SECRET = "mK8tQz3wRb5nXc7v", "pL2sYd6fGh9jZa4e"


def safe(folder: Path) -> dict[str, str]:
    """An environment that is safe as it is."""
    keyring, authority = folder / "etc/keyring.json", folder / "ca.pem"
    keyring.parent.mkdir()
    keyfile.write(keyring, keyfile.Keys("k1", {"k1": os.urandom(32)}, os.urandom(32)))
    first, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----\n")
    authority.write_text(first + end, encoding="utf-8")
    return {
        "PUBLIC_URL": "https://inkorg.region.se",
        "TRUSTED_PROXIES": "1",
        "SECRET_KEY": STRONG,
        "KEYRING": str(keyring),
        "INSTANCE_DIR": str(folder / "instance"),
        "CA_FILE": str(authority),
        "DATABASE_URL": "postgresql://vardinkorg@db/vardinkorg?sslmode=verify-full",
        "SMTP_URL": "smtp://post.region.se:587",
        "MAIL_FROM": "Vårdinkorgen <noreply@region.se>",
        "STAFF_OIDC_ISSUER": "https://idp.inera.se",
        "STAFF_OIDC_CLIENT_ID": "vc-1",
        "STAFF_OIDC_CLIENT_SECRET": STAFF_SECRET,
        "CITIZEN_OIDC_ISSUER": "https://eid.region.se/oidc",
        "CITIZEN_OIDC_CLIENT_ID": "vc-2",
        "CITIZEN_OIDC_CLIENT_SECRET": CITIZEN_SECRET,
        "CITIZEN_OIDC_ACR": "http://id.elegnamnden.se/loa/1.0/loa3",
    }


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        Config.from_env(environ)
    return "\n".join(refused.value.faults)
