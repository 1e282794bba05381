"""Network addresses: one reader, whatever spelling a connection, a proxy or the environment has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.networks import is_network, line_of, network_of
from settings.networks import address_of, network_named

IPV4 = ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "192.0.2.7:50123", "[::ffff:192.0.2.7]:50123"]
IPV6 = ["2001:db8:1912:1::7", "2001:DB8:1912:0001:0:0:0:7", "[2001:db8:1912:1::7]", "[2001:db8:1912:1::7]:443",
        "2001:db8:1912:1::7%eth0"]  # fmt: skip


@pytest.mark.parametrize("remote", IPV4)
def test_ipv4_is_the_same_address_also_inside_ipv6_and_with_a_port(remote: str) -> None:
    assert (str(address_of(remote)), network_of(remote), line_of(remote)) == ("192.0.2.7", "192.0.2.0/24", "192.0.2.7")


@pytest.mark.parametrize("remote", IPV6)
def test_ipv6_is_the_same_address_with_brackets_port_or_interface(remote: str) -> None:
    found = (str(address_of(remote)), network_of(remote), line_of(remote))
    assert found == ("2001:db8:1912:1::7", "2001:db8:1912::/48", "2001:db8:1912:1::/64")


@pytest.mark.parametrize(
    "remote", ["", "unknown", "_hidden", "localhost", "192.0.2", "192.0.2.7, 10.0.0.1", "[", ":", "%", "::g"]
)
def test_what_is_no_address_is_nobodys_and_from_nowhere(remote: str) -> None:
    assert (address_of(remote), network_of(remote), line_of(remote)) == (None, "", "")


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("fc00::/7", "fc00::/7"),
        ("::/0", "::/0"),
    ],
)
def test_a_network_of_ipv4_is_that_also_inside_ipv6(written: str, network: str) -> None:
    assert str(network_named(written)) == network


@given(st.ip_addresses(v=4))
def test_whatever_is_kept_of_an_address_may_stand_in_the_log(address: object) -> None:
    for remote in (f"{address}", f"::ffff:{address}", f"{address}:1234"):
        assert network_of(remote) == network_of(str(address))
        assert is_network(network_of(remote))
