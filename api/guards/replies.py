"""Errors that no view of DRF writes, as DRF writes them."""

from django.http import JsonResponse


def error(status: int, detail) -> JsonResponse:
    """`{"detail"}` with a status."""
    readable = {"ensure_ascii": False}
    return JsonResponse(
        {"detail": str(detail)}, status=status, json_dumps_params=readable
    )
