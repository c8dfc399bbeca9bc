"""The site on PythonAnywhere: what its WSGI configuration file holds.

Two lines are yours to edit. `.env` is read from the folder `path`; project/wsgi.py is
not used there.
"""

import os
import sys
from pathlib import Path

path = "/home/YOUR_NAME/YOUR_FOLDER"  # the folder of manage.py
settings = "project.settings"  # the folder of settings.py, a dot, settings


def load():
    """The application of Django; where something is wrong, SystemExit says what."""
    module = settings.replace(".", "/") + ".py"
    for name, file in (("path", "manage.py"), ("settings", module)):
        if not Path(path, file).is_file():
            sys.exit(f"There is no {file} in {path}: correct the line `{name} =`.")
    sys.path.insert(0, path)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    try:
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()
    except ModuleNotFoundError as error:
        version = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"{error} in {sys.prefix}, Python {version}: on the Web tab, name the "
            "Virtualenv in which requirements.txt is installed; its Python must be "
            f"{version} too."
        )


def refuse(environ, start_response):
    """What visitors see instead: the reason is for the owner alone."""
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"This site is not set up yet. Its error log says why.\n"]


try:
    application = load()
except SystemExit as reason:
    # To end here would only have the server start this again and again.
    print("WSGI configuration file:", reason, file=sys.stderr, flush=True)
    application = refuse
