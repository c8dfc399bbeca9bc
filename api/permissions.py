"""Who may do what: each permission is one question with one answer."""

from rest_framework.permissions import SAFE_METHODS, BasePermission


class CustomPermission(BasePermission):
    """Anyone reads, the signed-in create, superusers do all (the lab, 1.2.3)."""

    def has_permission(self, request, view):
        return (
            request.method in SAFE_METHODS
            or (request.method == "POST" and request.user.is_authenticated)
            or request.user.is_superuser
        )


class IsOwner(BasePermission):
    """Only the owner of a record, or a superuser, gets at it (the lab, section 1)."""

    def has_object_permission(self, request, view, obj):
        return obj.owner == request.user or request.user.is_superuser


class IsOwnerOrReadOnly(IsOwner):
    """Anyone reads a record; only its owner, or a superuser, changes it."""

    def has_object_permission(self, request, view, obj):
        return request.method in SAFE_METHODS or super().has_object_permission(
            request, view, obj
        )
