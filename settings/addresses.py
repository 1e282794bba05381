"""The address that people type."""

from urllib.parse import urlsplit

from settings.environment import Environment


def public_url(env: Environment) -> str:
    """Without a path or a closing slash."""
    url = env.required("PUBLIC_URL", f"http://127.0.0.1:{env.port}").rstrip("/")
    if env.strict and not env.text("PUBLIC_URL"):
        return url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        env.faults.append(f"PUBLIC_URL is '{url}'; it is https:// and a host name, with no path")
    elif env.strict and parts.scheme == "http":
        env.faults.append("PUBLIC_URL is http; in production it begins with https://")
    return url
