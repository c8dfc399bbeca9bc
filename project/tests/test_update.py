"""`run.py update` on a server: new commits go live, and nothing else is touched."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from .fixtures import copy_project
from .hosting import HOST, Account, available, shell
from .test_run import OFFLINE
from .visitor import Visitor, Watch

pytestmark = pytest.mark.servers

# An app of a student: what it needs is not installed before `run.py update`.
NEWS = {
    "__init__.py": "",
    "apps.py": (
        "import greeting\nfrom django.apps import AppConfig\n\n\n"
        'class NewsConfig(AppConfig):\n    name = "news"\n'
    ),
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": (
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        '    operations = [migrations.RunSQL("CREATE TABLE news (word text)")]\n'
    ),
    "static/news/news.css": "/* one */\n",
}
URLS = """

import greeting
from django.db import connection
from django.http import HttpResponse


def news(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM news")
        return HttpResponse(f"{greeting.WORD} {cursor.fetchone()[0]}")


urlpatterns.append(path("news/", news))
"""
AUTHOR = {"name": "A", "email": "kept@example.org"}
CONSOLE = "cd ~/access-lab; source .venv/bin/activate;"


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    """The account when sections 2 to 5 of the page are done."""
    available()
    account = Account(tmp_path_factory.mktemp("account"), **OFFLINE)
    account.password = re.search('"password": "(.+)"', account.follow(*"2345"))
    return account


@pytest.fixture
def update(account):
    """A function: the process of the command of the page, in an active environment."""

    def run(before="true", command="python3 run.py update", **options):
        script = f"{CONSOLE} {before}; {account.here(command)}"
        return account.bash(script, check=False, **options)

    return run


def write(folder, files):
    """Write files into a folder, by their names."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def add(path, text):
    """Append a text to a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def release(account, version):
    """A new requirement, of which `version` is what it says, in the origin."""
    name = f"greeting-{version}"
    wheel = account.origin / "wheels" / f"{name}-py3-none-any.whl"
    wheel.parent.mkdir(exist_ok=True)
    facts = f"{name}.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("greeting.py", f'WORD = "{version}"\n')
        head = "Metadata-Version: 2.1\nName: greeting\n"
        file.writestr(f"{facts}/METADATA", f"{head}Version: {version}\n")
        file.writestr(f"{facts}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr(f"{facts}/RECORD", "")
    text = (account.origin / "requirements.txt").read_text(encoding="utf-8")
    text = "".join(line for line in text.splitlines(True) if "greeting" not in line)
    write(account.origin, {"requirements.txt": f"{text}wheels/{wheel.name}\n"})


def commit(account, message):
    """A commit of all that is new in the origin."""
    account.bash(f"git add . && git commit -qm '{message}'", account.origin)


def wait_for(visitor, expected, seconds=60):
    """Wait until /news/ says something; AssertionError where it does not."""
    end = time.monotonic() + seconds
    while visitor.ask("GET", "/news/")[1] != expected:
        assert time.monotonic() < end, visitor.ask("GET", "/news/")
        time.sleep(0.1)


@pytest.fixture(scope="module")
def lived(account):
    """The first commit with a new app goes live by the page; what was seen."""
    write(account.origin / "news", NEWS)
    add(account.origin / "project" / "settings.py", '\nINSTALLED_APPS.append("news")\n')
    add(account.origin / "project" / "urls.py", URLS)
    add(account.origin / ".gitignore", "static/news/\n")
    release(account, "1.0")
    commit(account, "News of the day")
    with account.served() as port:
        visitor = Visitor(port, HOST)
        visitor.sign_in("/api-auth/login/", "ann", account.password[1])
        csrf = {"X-CSRFToken": visitor.cookies["csrftoken"]}
        assert visitor.ask("POST", "/api/authors/", AUTHOR, **csrf)[0] == 201
        with Watch(Visitor(port, HOST)) as watch:
            watch.before = account.bash(f"{CONSOLE} git status --porcelain")
            watch.said = account.follow("7")
            wait_for(visitor, "1.0 0")
        watch.after = account.bash(f"{CONSOLE} git status --porcelain")
        watch.visitor, watch.port = visitor, port
        yield watch


def test_a_new_app_goes_live_with_requirement_table_and_static_file(lived):
    assert lived.visitor.ask("GET", "/static/news/news.css")[1] == "/* one */\n"
    assert re.search(r"^Live: \w+ \(News of the day\). Touched: /", lived.said, re.M)
    assert lived.before == lived.after == "", "git is clean"


def test_the_data_and_the_sessions_are_kept(lived):
    assert lived.visitor.get("/api/authors/27/")["email"] == AUTHOR["email"]


def test_no_request_is_refused_meanwhile(lived):
    assert {*lived.statuses} == {200}
    print(f"{len(lived.statuses)} requests, the slowest {max(lived.gaps):.1f} s")
    assert max(lived.gaps) < 20


def test_an_update_that_is_interrupted_anywhere_goes_on_later(lived, account):
    release(account, "2.0")
    write(account.origin, {"news/static/news/news.css": "/* two */\n" * 9999})
    commit(account, "Two")
    account.bash(f"{CONSOLE} git pull -q")
    for moment in ("Installing", "Collecting", "Migrating"):
        # Of Ctrl+C all its programs hear, as in a terminal.
        assert interrupted(account, moment, signal.SIGINT) == 130
        assert interrupted(account, moment, signal.SIGKILL) == -signal.SIGKILL
        assert lived.visitor.ask("GET", "/news/") == (200, "1.0 0")
    half(account)
    assert "Live: " in account.bash(f"{CONSOLE} {account.here(shell('7'))}")
    wait_for(lived.visitor, "2.0 0")
    assert len(lived.visitor.ask("GET", "/static/news/news.css")[1]) == 99990
    again = account.bash(f"{CONSOLE} {account.here('python3 run.py update')}")
    assert "requirements.txt is installed already." in again


def interrupted(account, moment, number):
    """The exit code of an update that gets a signal at a moment."""
    script = f"{CONSOLE} {account.here('exec python3 run.py update')}"
    with subprocess.Popen(
        ["bash", "-ec", script],
        cwd=account.home,
        env=account.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert any(line.startswith(moment) for line in process.stdout)
        os.killpg(process.pid, number)
        assert "Traceback" not in process.stdout.read()
    return process.returncode


def half(account):
    """Leave halves of a package and of a static file, as the worst moment would."""
    venv = account.folder / ".venv"
    (record,) = venv.rglob("greeting-2.0.dist-info/RECORD")
    record.unlink()
    (record.parents[1] / "greeting.py").write_text("")
    (venv / "installed.txt").write_text("")
    (venv / "collecting.txt").write_text("")
    (account.folder / "static" / "news" / "news.css").write_text("/* t")


def refused(done):
    """The last line of an update that failed, which is all but its progress."""
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    *progress, last = done.stdout.splitlines()
    assert not [line for line in progress if line.startswith("Stopped")]
    return last


def test_without_an_environment_it_says_what_to_activate(tmp_path):
    folder = copy_project(tmp_path / "lab")
    command = [sys._base_executable, "run.py", "update"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "source .../bin/activate" in done.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("requirements.txt", "no-such-package==1.0\n", "no-such-package==1.0"),
        (".env", "SECRET_KEY=\nALLOWED_HOSTS=a.example\n", "SECRET_KEY is"),
        ("api/models.py", "this is no Python\n", "SyntaxError"),
        ("api/migrations/0003_x.py", "raise ValueError('of mine')\n", "of mine"),
    ],
)
def test_each_failure_is_one_line_and_nothing_is_live(
    account, update, file, text, said
):
    path = account.folder / file
    kept = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(text, encoding="utf-8")
    touched = account.wsgi.stat().st_mtime_ns
    last = refused(update())
    path.unlink() if kept is None else path.write_text(kept, encoding="utf-8")
    assert said in last
    assert "run this again; the old code serves on. Log: " in last
    assert account.wsgi.stat().st_mtime_ns == touched


def test_the_environment_of_the_folder_is_found_without_activating_it(account):
    command = f"'{sys._base_executable}' run.py update"
    said = account.bash(f"cd ~/access-lab; {account.here(command)}")
    assert f"Updating with the environment {account.folder}/.venv." in said


def test_what_a_bigger_server_has_is_kept_up_too(account, update):
    (packages,) = account.folder.glob(".venv/lib/python*/site-packages")
    (packages / "granian-1.0.dist-info").mkdir()
    (packages / "granian-1.0.dist-info" / "RECORD").write_text("")
    done = update()
    shutil.rmtree(packages / "granian-1.0.dist-info")
    assert "Installing requirements-server.txt:" in done.stdout


def test_what_the_check_finds_is_told_after_the_new_code_is_live(update):
    assert update().stdout.splitlines()[-1].startswith("Live: ")
    done = update("python manage.py load_users --demo-passwords")
    live, last = done.stdout.splitlines()[-2:]
    assert done.returncode == 0
    assert "(project.E050)" in done.stdout
    assert live.startswith("Live: ")
    assert last.startswith("But the check found errors: ")


def test_changes_that_are_not_in_git_are_named(account, update):
    done = update("echo >> users.json")
    account.bash(f"{CONSOLE} git restore users.json")
    assert "with changes that are not in git. Touched: " in done.stdout


def test_only_the_file_that_starts_this_site_is_touched(account, update):
    other = account.wsgi.parent / "ann_example_org_wsgi.py"
    other.write_text(f'path = "{account.folder}2"\n')
    before = other.stat().st_mtime_ns, account.wsgi.stat().st_mtime_ns
    done = update()
    assert done.returncode == 0
    assert other.stat().st_mtime_ns == before[0]
    assert account.wsgi.stat().st_mtime_ns > before[1]
    own = account.folder / "project" / "wsgi.py"
    before = own.stat().st_mtime_ns
    done = update(command="python3 run.py update --touch project/wsgi.py #")
    assert "Touched: project/wsgi.py\n" in done.stdout
    assert own.stat().st_mtime_ns > before
    done = update(command=f"python3 run.py update --touch '{other}' #")
    assert done.returncode == 0
    assert "No file" in done.stdout
    assert "restart the site" in done.stdout


def test_files_of_neighbours_are_no_hindrance(account, update):
    place = account.wsgi.parent
    (place / "a_folder_wsgi.py").mkdir()
    (place / "a_link_wsgi.py").symlink_to("/nowhere")
    below = place / "below_wsgi.py"
    below.write_text(f'path = "/mnt{account.folder}"\n')
    before = below.stat().st_mtime_ns
    done = update()
    assert done.returncode == 0, done.stdout
    assert f"Touched: {account.wsgi}\n" in done.stdout
    assert below.stat().st_mtime_ns == before


def test_a_model_without_its_migration_does_not_go_live(account, update):
    models = account.folder / "api" / "models.py"
    kept = models.read_text(encoding="utf-8")
    nick = '    nick = models.CharField(max_length=9, default="")\n\n    class Meta:'
    models.write_text(kept.replace("    class Meta:", nick, 1), encoding="utf-8")
    before = account.wsgi.stat().st_mtime_ns
    done = update()
    models.write_text(kept, encoding="utf-8")
    assert done.returncode == 1
    assert "(project.E042)" in done.stdout
    assert "a migration is missing" in done.stdout.splitlines()[-1]
    assert account.wsgi.stat().st_mtime_ns == before


def test_where_the_syntax_is_wrong_is_told(account, update):
    views = account.folder / "api" / "views.py"
    kept = views.read_text(encoding="utf-8")
    views.write_text(f"{kept}def\n", encoding="utf-8")
    done = update()
    views.write_text(kept, encoding="utf-8")
    line = len(kept.splitlines()) + 1
    assert done.returncode == 1
    assert f"{views}, line {line}, SyntaxError" in done.stdout.splitlines()[-1]
