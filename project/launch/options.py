"""The command line of run.py."""

import argparse

from .console import _
from .update import PLACE

CERTIFICATE = {"ssl", "cert", "key"}
# What each kind of run hears of; all else would be ignored in silence.
HEARD = {
    "serve": {"host", "port", "no_browser", "debug", *CERTIFICATE},
    "--ssl-config": {"ssl_config", *CERTIFICATE},
    "update": {"touch"},
}


def port_number(text):
    """A port from the command line; argparse shows the error."""
    if text not in map(str, range(1, 65536)):
        raise argparse.ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return int(text)


def parse(arguments, commands):
    """The options; what follows `test` is pytest's, whatever it begins with."""
    parser = argparse.ArgumentParser(description=_("Sets the lab up and serves it."))
    add = parser.add_argument
    add("command", nargs="?", choices=commands, default="serve")
    add("--host", default="127.0.0.1", help=_("0.0.0.0 lets the whole network in"))
    add("--port", default=8000, type=port_number)
    add("--no-browser", action="store_true")
    add("--ssl", action="store_true", help=_("serve over HTTPS"))
    add("--cert", metavar="FILE", help=_("a certificate of yours, with its chain"))
    add("--key", metavar="FILE", help=_("its private key"))
    add("--ssl-config", action="store_true", help=_("keep that in .env and end"))
    add("-d", "--debug", action="store_true", help=_("log TLS handshakes"))
    add("--touch", metavar="FILES", default=PLACE, help=_("what `update` touches"))
    own = arguments[:1] if arguments[:1] == ["test"] else arguments
    options = parser.parse_args(own)
    refuse_unheard(parser, options)
    options.rest = arguments[len(own) :]
    return options


def refuse_unheard(parser, options):
    """End where an option is given of which nothing would come."""
    given = vars(options)
    is_config = options.command == "serve" and options.ssl_config
    run = "--ssl-config" if is_config else options.command
    for name in sorted({*given} - HEARD.get(run, set()) - {"command"}):
        if given[name] != parser.get_default(name):
            message = _("{option} does nothing with {run}: leave it out")
            option = "--" + name.replace("_", "-")
            parser.error(message.format(option=option, run=run))
