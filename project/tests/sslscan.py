"""What sslscan finds in a server over TLS."""

import re
import subprocess
from xml.etree import ElementTree

from .servers import program

STRONG = re.compile(r"TLS_(AES|CHACHA20)_|ECDHE-.*(GCM|POLY1305)")


def check_strength(port: int, *options: str) -> None:
    """AssertionError where a server of this machine has anything weak."""
    command = [program("sslscan"), "--xml=-", *options, f"127.0.0.1:{port}"]
    found = subprocess.check_output(command, timeout=120)
    (test,) = ElementTree.fromstring(found).iter("ssltest")
    enabled = [
        f"{one.get('type')} {one.get('version')}"
        for one in test.iter("protocol")
        if one.get("enabled") == "1"
    ]
    assert enabled == ["tls 1.2", "tls 1.3"]
    ciphers = [*test.iter("cipher")]
    assert len(ciphers) >= 4
    assert not [one for one in ciphers if not STRONG.match(one.get("cipher"))]
    assert {one.get("strength") for one in ciphers} <= {"acceptable", "strong"}
    assert all(int(one.get("bits")) >= 128 for one in ciphers)
    for name in ("compression", "renegotiation"):  # an sslscan without zlib is silent
        assert not [one for one in test.iter(name) if one.get("supported") != "0"], name
    assert {one.get("vulnerable") for one in test.iter("heartbleed")} == {"0"}
    certificate = test.find("certificates/certificate")
    assert certificate.findtext("signature-algorithm") == "ecdsa-with-SHA256"
    assert certificate.find("pk").get("curve_name") == "prime256v1"
