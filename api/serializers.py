"""How an author looks in JSON, and what a client may send."""

from rest_framework import serializers

from .models import Author


class AuthorModelSerializer(serializers.ModelSerializer):
    """`{"id", "name", "email", "owner"}`; the owner is shown, never taken."""

    owner = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Author
        fields = ["id", "name", "email", "owner"]
