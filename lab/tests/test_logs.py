"""What the laboratory leaves in the log: nothing of the requests that it rehearses."""

import pytest
from django.core.management import call_command
from django.test import Client


@pytest.mark.django_db(transaction=True)
def test_the_requests_of_a_matrix_are_not_logged(caplog):
    Client().get("/api/authors/")
    call_command("access_matrix", "1.2.1")
    names = [(line.name, line.getMessage()) for line in caplog.records]
    assert names == [("access", "GET /api/authors/ 403")]
