"""The three views as the lab's text leaves them at its end."""

from django.shortcuts import get_object_or_404
from rest_framework import mixins
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet
from rest_framework_simplejwt.authentication import JWTAuthentication

from .models import Author


class AuthorSerializer(ModelSerializer):
    """All that an author has."""

    class Meta:
        model = Author
        fields = "__all__"


class AuthorAPIView(APIView):
    """By hand, with the schemes that DRF has by default (1.2.1)."""

    permission_classes = [IsAuthenticated]
    serializer = AuthorSerializer

    def get(self, request, pk=None):
        if pk is None:
            return Response(self.serializer(Author.objects.all(), many=True).data)
        return Response(self.serializer(self.find(pk)).data)

    def post(self, request):
        return self.write(request, status=201)

    def put(self, request, pk):
        return self.write(request, self.find(pk))

    def patch(self, request, pk):
        return self.write(request, self.find(pk), partial=True)

    def delete(self, request, pk):
        self.find(pk).delete()
        return Response(status=204)

    def find(self, pk):
        return get_object_or_404(Author, pk=pk)

    def write(self, request, author=None, partial=False, status=200):
        written = self.serializer(author, data=request.data, partial=partial)
        written.is_valid(raise_exception=True)
        written.save()
        return Response(written.data, status=status)


class AuthorGenericAPIView(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    GenericAPIView,
):
    """By mixins, for whoever has a JWT (2.3.2)."""

    queryset = Author.objects.all()
    serializer_class = AuthorSerializer
    permission_classes = [IsAuthenticated]
    authentication_classes = [JWTAuthentication]

    def get(self, request, **where):
        return (self.retrieve if where else self.list)(request, **where)

    def post(self, request):
        return self.create(request)

    def put(self, request, pk):
        return self.update(request, pk=pk)

    def patch(self, request, pk):
        return self.partial_update(request, pk=pk)

    def delete(self, request, pk):
        return self.destroy(request, pk=pk)


class Pages(PageNumberPagination):
    """Ten a page, as in the lab before this one."""

    page_size = 10
    page_size_query_param = "page_size"


class AuthorViewSet(ModelViewSet):
    """By a router, open to all: the lab never says otherwise."""

    queryset = Author.objects.all()
    serializer_class = AuthorSerializer
    pagination_class = Pages
