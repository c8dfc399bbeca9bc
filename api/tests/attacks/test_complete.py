"""No row is forgotten: these are the ids of the list that the project was given."""

from project.tests import test_https, test_kill, test_tls

from .test_credentials import BASIC, BRUTE, TOKENS
from .test_input import INPUT
from .test_jwt import JWT
from .test_objects import BOLA, MASS, METHOD, ROLE
from .test_server import CONFIG, RACE, TLS
from .test_sessions import CSRF, SESSION

TABLES = [BASIC, BRUTE, BOLA, CONFIG, CSRF, INPUT, JWT, MASS, METHOD, RACE, ROLE]
TABLES += [SESSION, TOKENS, TLS]
# Who holds a row that is no request to this site: tests with servers of their own.
ELSEWHERE = {
    "RC03": test_kill.test_a_worker_that_is_killed_loses_nothing_and_is_replaced,
    "TL03": test_tls.test_sslscan_finds_nothing_weak,
    "TL04": test_https.test_cookies_never_travel_over_http,
}
# By the letters that the ids begin with, what follows them.
IDS = {
    "BA": "01 03 04 05 07 08 09 10 12 14",
    "BF": "01 02 03 04 06 09",
    "BO": "01 02 06 07 08 09 10 11 12 14",
    "CF": "02 04 06 07 08 10 11 12 13",
    "CS": "01 02 03 06 08 09",
    "IN": "01 02 06 08 09 10 11 12 13 14 15 18 21 22 23 24 25 26 27 29 31",
    "JW": """
        01 02 03 04 09 10 12 13 15 16 17 19 21 23 24 25 26 27 28 30 31 32 34 35 36
        37 38 39 42 44 45 48 49 50 51 54 55 57 58
    """,
    "MA": "03 04 05 06",
    "ME": "01 02 03",
    "RC": "01 03 04",
    "RO": "01 05 06 07 09 10 11 12 13 14 15 16 18",
    "SE": "01 02 03 04 09 10 11 12 13",
    "TK": "01 03 05 06 07 08 09 11",
    "TL": "02 03 04 05",
}


def test_each_id_has_its_row_once():
    expected = [
        f"{letters}{end}" for letters, ends in IDS.items() for end in ends.split()
    ]
    rows = [row.id for table in TABLES for row in table]
    assert sorted([*rows, *ELSEWHERE]) == sorted(expected)
    assert len(expected) == 145
