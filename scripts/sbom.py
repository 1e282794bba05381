"""Write sbom.cdx.json: what the product is made of, for whoever must know which installations a flaw concerns.

Made of requirements.lock and of app/static/vendor/vendor.json alone, so that the same locks give the same file.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
SBOM = "sbom.cdx.json"
_PIN = re.compile(r"(?m)^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def written() -> str:
    """The file's text: no time, no random number, no address and no path."""
    bom = Bom()
    bom.serial_number = bom.metadata.timestamp = None  # type: ignore[assignment]  # left out of what is written
    bom.metadata.component = product = Component(name="vardinkorgen", type=ComponentType.APPLICATION, bom_ref="product")
    parts = [*_python_packages(), *_of_browsers()]
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(product, parts)
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _python_packages() -> Iterator[Component]:
    """With the hashes of every file that the lock allows."""
    for pin in _PIN.finditer((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in _HASH.findall(pin["rest"])]
        yield _component(PackageURL("pypi", None, pin["name"], pin["version"]), hashes)


def _of_browsers() -> Iterator[Component]:
    """What is vendored, with its licence."""
    vendored = json.loads((ROOT / "app/static/vendor/vendor.json").read_text(encoding="utf-8"))
    for package in vendored["packages"]:
        space, _, name = package["name"].rpartition("/")
        part = _component(PackageURL("npm", space or None, name, package["version"]), [])
        part.licenses.add(LicenseFactory().make_from_string(package["license"]))
        yield part


def _component(purl: PackageURL, hashes: list[HashType]) -> Component:
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    ref = purl.to_string()
    return Component(name=name, version=purl.version, purl=purl, bom_ref=ref, hashes=hashes, type=ComponentType.LIBRARY)


if __name__ == "__main__":
    (ROOT / SBOM).write_text(written(), encoding="utf-8")
