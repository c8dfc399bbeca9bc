"""What goes wrong in solutions of this lab, each in the place where it is written."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from .models import Author
from .views import AuthorAPIView


class ByRole(BasePermission):
    """Right, as 1.2.3 has it: `for_users` are the methods of whoever is signed in."""

    for_all = ("GET", "HEAD", "OPTIONS")
    for_users = ("POST",)

    def has_permission(self, request, view):
        user = request.user
        return (
            request.method in self.for_all
            or (user.is_authenticated and request.method in self.for_users)
            or user.is_superuser
        )


class UsersDelete(ByRole):
    """Lets users delete."""

    for_users = ("POST", "DELETE")


class StaffDelete(ByRole):
    """Asks for is_staff where is_superuser is meant."""

    def has_permission(self, request, view):
        return request.user.is_staff or super().has_permission(request, view)


class NoHead(ByRole):
    """Refuses HEAD and OPTIONS to all but superusers, as the lab's listing does."""

    for_all = ("GET",)


class WithoutCSRF(SessionAuthentication):
    """Takes the cookie alone, which a browser sends for any other site too."""

    def enforce_csrf(self, request):
        pass


class Unsigned(JWTAuthentication):
    """Reads the token and asks nobody for its signature."""

    def get_validated_token(self, raw_token):
        try:
            token = AccessToken(raw_token, verify=False)
            token.verify()
        except Exception as error:
            raise InvalidToken from error
        return token


class Terse(JWTAuthentication):
    """Right, but for the codes that simplejwt gives beside its words."""

    def get_validated_token(self, raw_token):
        try:
            return super().get_validated_token(raw_token)
        except InvalidToken as error:
            raise AuthenticationFailed from error


class AnyToken(JWTAuthentication):
    """Takes a refresh token in the place of an access token."""

    def get_validated_token(self, raw_token):
        try:
            return super().get_validated_token(raw_token)
        except InvalidToken as error:
            try:
                return RefreshToken(raw_token)
            except Exception:
                raise error from None


class Believes(BaseAuthentication):
    """Believes whoever says a name."""

    def authenticate(self, request):
        user = User.objects.filter(username=request.headers.get("X-Username")).first()
        return user and (user, None)


class HandSerializer(serializers.Serializer):
    """Does not ask whether somebody has the e-mail: the database does, with a 500."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField()

    def create(self, validated_data):
        return Author.objects.create(**validated_data)

    def update(self, instance, validated_data):
        vars(instance).update(validated_data)
        instance.save()
        return instance


class ToLogin(AuthorAPIView):
    """Sends whoever has no session to the login form."""

    @classmethod
    def as_view(cls, **rest):
        return login_required(super().as_view(**rest))
