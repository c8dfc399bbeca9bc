"""One resource, three ways: what each class does for you, the next one leaves out."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import (
    CreateModelMixin,
    DestroyModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
)
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import (
    AllowAny,
    IsAuthenticated,
    IsAuthenticatedOrReadOnly,
)
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.settings import api_settings
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from .authentication import ALL_SCHEMES, roles, scheme
from .models import Author
from .permissions import CustomPermission, IsOwnerOrReadOnly
from .serializers import AuthorModelSerializer


class AuthorAPIView(APIView):
    """All by hand: the signed-in may do everything (the lab, 1.2.1)."""

    about = _("Written by hand on APIView. Only the signed-in get in.")
    queryset = Author.objects.select_related("owner")
    permission_classes = [IsAuthenticated]

    def get_object(self, pk):
        author = get_object_or_404(self.queryset, pk=pk)
        # Without this line DRF never asks has_object_permission.
        self.check_object_permissions(self.request, author)
        return author

    def get(self, request, pk=None):
        if pk is not None:
            return Response(AuthorModelSerializer(self.get_object(pk)).data)
        paginator = api_settings.DEFAULT_PAGINATION_CLASS()
        page = paginator.paginate_queryset(self.queryset, request, view=self)
        serializer = AuthorModelSerializer(page, many=True)
        return paginator.get_paginated_response(serializer.data)

    def post(self, request):
        serializer = AuthorModelSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save(owner_id=request.user.pk)
        return Response(serializer.data, status=status.HTTP_201_CREATED)

    def put(self, request, pk, partial=False):
        author = self.get_object(pk)
        serializer = AuthorModelSerializer(author, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data)

    def patch(self, request, pk):
        return self.put(request, pk, partial=True)

    def delete(self, request, pk):
        self.get_object(pk).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class AuthorGenericAPIView(
    GenericAPIView,
    RetrieveModelMixin,
    ListModelMixin,
    CreateModelMixin,
    UpdateModelMixin,
    DestroyModelMixin,
):
    """The mixins do the work, the methods choose it (the lab, 1.2.3 and 2)."""

    about = _("GenericAPIView with mixins. The role decides who may do what.")
    queryset = Author.objects.select_related("owner")
    serializer_class = AuthorModelSerializer
    authentication_classes = ALL_SCHEMES
    permission_classes = [CustomPermission]

    def get(self, request, *args, **kwargs):
        if "pk" in kwargs:
            return self.retrieve(request, *args, **kwargs)
        return self.list(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.create(request, *args, **kwargs)

    def put(self, request, *args, **kwargs):
        return self.update(request, *args, **kwargs)

    def patch(self, request, *args, **kwargs):
        return self.partial_update(request, *args, **kwargs)

    def delete(self, request, *args, **kwargs):
        return self.destroy(request, *args, **kwargs)

    def perform_create(self, serializer):
        serializer.save(owner_id=self.request.user.pk)


class AuthorPagination(PageNumberPagination):
    """Ten a page, as the previous lab has it."""

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 1000


class AuthorViewSet(ModelViewSet):
    """Nothing by hand: the router chooses the methods (the lab, section 1)."""

    about = _("A ModelViewSet. Each record belongs to the user who created it.")
    queryset = Author.objects.select_related("owner")
    serializer_class = AuthorModelSerializer
    lookup_value_converter = "int"
    authentication_classes = ALL_SCHEMES
    permission_classes = [IsAuthenticatedOrReadOnly, IsOwnerOrReadOnly]
    pagination_class = AuthorPagination
    filter_backends = [SearchFilter, OrderingFilter]
    search_fields = ["name", "email"]
    ordering_fields = ["name", "email"]

    def perform_create(self, serializer):
        serializer.save(owner_id=self.request.user.pk)


class WhoAmI(APIView):
    """Who the server takes you for, by which scheme, and the claims of a JWT."""

    about = _("Who the server takes you for, and by which scheme.")
    authentication_classes = ALL_SCHEMES
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response(
            {
                "username": request.user.get_username(),
                "roles": roles(request.user),
                "scheme": scheme(request),
                "claims": getattr(request.auth, "payload", None),
            }
        )


class Root(APIView):
    """The address of each of `names`, the names of URLs without parameters."""

    about = _("The addresses of this API.")
    permission_classes = [AllowAny]
    names: list[str] = []

    def get(self, request):
        return Response({name: reverse(name, request=request) for name in self.names})
