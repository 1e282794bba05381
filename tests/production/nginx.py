"""nginx with the configuration that the manual shows, and nothing of it changed but places and names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.production.authority import Certificate
from tests.production.machine import Process, process
from tests.production.manual import moved

NAME = "vardinkorgen.example.se"
AROUND = """
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{block}
}}
"""


def configuration(
    folder: Path, address: str, ports: tuple[int, int], certificate: Certificate, nodes: Sequence[int]
) -> str:
    """``ports``: for http and https. ``nodes``: the ports that the product listens on, two of them."""
    plain, secure = ports
    places = {
        "127.0.0.1:8000": f"127.0.0.1:{nodes[0]}",
        "127.0.0.1:8001": f"127.0.0.1:{nodes[1]}",
        "/etc/vardinkorgen/tls/certificate.pem": str(certificate.certificate),
        "/etc/vardinkorgen/tls/key.pem": str(certificate.key),
        "/var/log/nginx/vardinkorgen.log": f"{folder}/access.log",
        "/var/log/nginx/vardinkorgen.error.log": f"{folder}/error.log",
        "listen 80;": f"listen {address}:{plain};",
        "listen 443 ssl;": f"listen {address}:{secure} ssl;",
        f"https://{NAME}$request_uri": f"https://{address}:{secure}$request_uri",
        f"server_name {NAME};": f"server_name {address};",
    }
    return AROUND.format(folder=folder, block=moved("nginx", "upstream vardinkorgen", places))


@contextmanager
def nginx(folder: Path, address: str, ports: tuple[int, int], written: str) -> Iterator[Process]:
    """The server, listening on both ports."""
    file = folder / "nginx.conf"
    file.write_text(written, encoding="utf-8")
    with process(["nginx", "-c", file, "-e", folder / "error.log"], folder, name="nginx") as started:
        for port in ports:
            started.wait_for(address, port)
        yield started
