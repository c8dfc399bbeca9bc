"""One format for every error: DRF's `detail` or its errors by field."""

import logging
import re
from http import HTTPStatus

from django.apps import apps
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import DataError, IntegrityError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import views
from rest_framework.exceptions import (
    APIException,
    NotFound,
    ParseError,
    ValidationError,
)
from rest_framework.utils.field_mapping import get_unique_error_message

from .unavailable import answer, is_unavailable

logger = logging.getLogger(__name__)

# PostgreSQL takes no NUL character, and nothing that its column cannot hold: DataError.
# UnreadablePostError is a client that went away while it sent its body.
BROKEN = (
    BadRequest,
    DataError,
    MultiPartParserError,
    SuspiciousOperation,
    UnreadablePostError,
)
# What PostgreSQL calls it.
UNIQUE_VIOLATION = "23505"


class PayloadTooLarge(APIException):
    """The body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE (RFC 9110, 15.5.14)."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large.")
    default_code = "too_large"


def exception_handler(exc, context):
    """DRF's handler for every exception; one that nobody expects is logged: 500."""
    request = context["request"]
    if is_unavailable(exc):
        # No page of the browsable API: that would ask the database for its forms.
        return answer(request, exc)
    if isinstance(exc, DataError):
        warn_of(request, exc)
    response = views.exception_handler(as_api_exception(exc), context)
    if response is None:
        logger.error("%s %s", request.method, request.path, exc_info=exc)
        response = views.exception_handler(APIException(), context)
    return response


def warn_of(request, exc: DataError) -> None:
    """Log what the database could not hold: a check of ours may have missed it."""
    logger.warning("%s %s", request.method, request.path, exc_info=exc)


def as_api_exception(exc):
    """What a client may learn of an exception that Django or the database raised."""
    if isinstance(exc, Http404):
        return NotFound()  # Django's message is in English, and names the class
    if isinstance(exc, IntegrityError):
        return duplicate(exc) or exc
    if isinstance(exc, RequestDataTooBig):
        return PayloadTooLarge()
    if isinstance(exc, BROKEN):
        return ParseError()
    if isinstance(exc, ValidationError) and isinstance(exc.detail, list):
        return of_no_field(exc)
    return exc


def of_no_field(exc: ValidationError) -> APIException:
    """What is wrong with a query: DRF would say that in a bare list."""
    if not exc.detail or not all(isinstance(said, str) for said in exc.detail):
        return exc
    return ParseError(" ".join(exc.detail), exc.detail[0].code)


def duplicate(exc) -> ValidationError | None:
    """The validator's own error for a value that another request stored first."""
    named = stored_before(exc)
    if not named:
        return None
    table, column = named.groups()
    model = next((m for m in apps.get_models() if m._meta.db_table == table), None)
    if not model:
        return None
    message = get_unique_error_message(model._meta.get_field(column))
    return ValidationError({column: [message]}, code="unique")


def stored_before(exc) -> re.Match | None:
    """Table and column of a value that must be unique and is there already."""
    cause = exc.__cause__
    if getattr(cause, "sqlstate", None) == UNIQUE_VIOLATION:
        # "Key (email)=(ann@example.org) already exists.", in the server's language.
        told = f"{cause.diag.table_name} {cause.diag.message_detail}"
        return re.match(r"(\w+) [^(]*\((\w+)\)=", told)
    return re.search(r"UNIQUE constraint failed: (\w+)\.(\w+)$", str(exc))
