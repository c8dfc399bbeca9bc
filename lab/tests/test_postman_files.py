"""The two files for Postman: written by the command, and offered by the site."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from api.people import published_people
from lab.actors import PEOPLE
from lab.postman.files import (
    COLLECTION,
    ENVIRONMENT,
    collection_text,
    environment_text,
)
from project.tests.test_home import read

from .test_postman import untrusting, variables

pytestmark = pytest.mark.django_db

__all__ = ["untrusting"]
NAMES = {COLLECTION, ENVIRONMENT}


def test_the_committed_copy_is_current(untrusting):
    call_command("export_postman", "--check")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_file_that_is_not_current_is_named(untrusting, tmp_path, name):
    call_command("export_postman", output=tmp_path, verbosity=0)
    call_command("export_postman", "--check", output=tmp_path)
    (tmp_path / name).write_text("{}")
    with pytest.raises(CommandError) as refusal:
        call_command("export_postman", "--check", output=tmp_path)
    assert refusal.value.returncode == 1
    assert {each for each in NAMES if each in str(refusal.value)} == {name}
    assert (tmp_path / name).read_text() == "{}"


def test_it_comes_out_the_same_whoever_writes_it(untrusting, tmp_path):
    for language in ("en", "ru"):
        with translation.override(language):
            call_command("export_postman", output=tmp_path / language)
    for name in NAMES:
        english, russian = (
            (tmp_path / language / name).read_bytes() for language in ("en", "ru")
        )
        assert english == russian
        assert b"\r" not in english


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://lab.test", "https://", ""])
def test_what_is_no_address_is_refused_in_one_line(tmp_path, url):
    with pytest.raises(CommandError, match="no address of a server"):
        call_command("export_postman", output=tmp_path, base_url=url)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_postman", output=tmp_path / "file")


@pytest.mark.parametrize("url", ["http://[x", "http://a:b@lab.test", "http://{{x}}"])
def test_what_is_no_address_of_a_server_is_told_in_one_line(tmp_path, url):
    with pytest.raises(CommandError, match="is no address"):
        call_command("export_postman", output=tmp_path, base_url=url)


def test_a_file_that_is_no_text_is_not_current(tmp_path):
    call_command("export_postman", output=tmp_path)
    (tmp_path / ENVIRONMENT).write_bytes(b"\xff")
    with pytest.raises(CommandError, match="not current"):
        call_command("export_postman", output=tmp_path, check=True)


def test_the_address_of_a_server_goes_into_the_environment(tmp_path):
    call_command("export_postman", output=tmp_path, base_url="https://lab.test/")
    written = json.loads((tmp_path / ENVIRONMENT).read_text(encoding="utf-8"))
    assert variables(written["values"])["baseUrl"] == "https://lab.test"


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8001"])
def test_the_site_offers_both_with_its_own_address(client, host, secure):
    found = {}
    for name in NAMES:
        path = f"/lab/postman/{name}"
        answer = client.get(path, secure=secure, headers={"Host": host})
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Type"] == "application/json"
        found[name] = answer.content.decode()
    assert found[COLLECTION] == collection_text()
    base_url = f"{'https' if secure else 'http'}://{host}"
    assert found[ENVIRONMENT] == environment_text(base_url, published_people())


def test_the_collection_travels_small_and_only_once(client):
    path = f"/lab/postman/{COLLECTION}"
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) < len(collection_text().encode()) / 10
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("debug", "public", "shown"),
    [(True, True, True), (False, False, True), (False, True, False)],
)
def test_a_public_server_offers_no_passwords_and_says_so(
    client, settings, debug, public, shown
):
    settings.DEBUG, settings.PUBLIC = debug, public
    answers = {name: client.get(f"/lab/postman/{name}") for name in NAMES}
    values = variables(answers[ENVIRONMENT].json()["values"])
    given = {actor for actor in PEOPLE if values[f"{actor}Password"]}
    assert given == ({*PEOPLE} if shown else set())
    told = "Fill in the passwords"
    pages = [client.get(path).content.decode() for path in ("/", "/lab/1.2.3/")]
    for text in [*pages, answers[COLLECTION].content.decode()]:
        assert (told in text) is not shown
    everything = "".join(answer.content.decode() for answer in answers.values())
    secrets = [one.password for one in published_people() if len(one.password) > 3]
    assert any(password in everything for password in secrets) is shown


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", ["/", "/lab/1.2.3/", "/lab/2.3.2/"])
def test_pages_lead_to_both_files(client, address, language):
    links = {one["href"] for one in read(client, address, language).all("a")}
    assert {f"/lab/postman/{name}" for name in NAMES} <= links


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_files_are_only_read(client, name):
    assert client.head(f"/lab/postman/{name}").status_code == 200
    assert client.post(f"/lab/postman/{name}").status_code == 405
