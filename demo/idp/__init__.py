"""The demo identity provider: real signed tokens for made-up people, so that the product logs in as it does in earnest."""

from demo.idp.program import make_app
from demo.idp.realms import Client, clients

__all__ = ["Client", "clients", "make_app"]
