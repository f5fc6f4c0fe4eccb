"""`/api/v1/imports/`: a file brought in, checked, written and taken back by programs, as on the import pages."""

from typing import Any

from django.apps import apps
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, parsers, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from portal.errors import NotAllowed
from portal.models import SheetBatch
from portal.sheets import background, gate, report, services
from portal.sheets.kinds import sheet_kinds


class UploadSerializer(serializers.Serializer):
    """A file of rows; `accept` writes it at once, all its rows or the good ones."""

    kind = serializers.CharField(max_length=40)
    file = serializers.FileField(allow_empty_file=True, max_length=200)
    region = serializers.CharField(required=False, max_length=20, help_text="只导入此地域代码之下的行")
    accept = serializers.ChoiceField(choices=SheetBatch.Accept.choices, required=False)

    def validate_kind(self, code: str) -> str:
        if code not in sheet_kinds:
            raise serializers.ValidationError(
                f"类型应为 {'、'.join(kind.code for kind in sheet_kinds)} 之一。"
            )
        return code

    def validate_file(self, file: Any) -> Any:
        if file.size > gate.MAX_BYTES:
            raise serializers.ValidationError("文件过大，请拆分成几个文件上传。")
        return file


class StepSerializer(serializers.Serializer):
    """What to do with a batch: have it written (`committed`) or taken back (`undone`)."""

    state = serializers.ChoiceField(choices=(SheetBatch.State.COMMITTED.value, SheetBatch.State.UNDONE.value))
    accept = serializers.ChoiceField(choices=SheetBatch.Accept.choices, default=SheetBatch.Accept.ALL)


class ProblemSerializer(serializers.Serializer):
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class CountsSerializer(serializers.Serializer):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = serializers.IntegerField()


class ReportSerializer(serializers.Serializer):
    batch = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=SheetBatch.State.choices)
    counts = CountsSerializer()
    errors = ProblemSerializer(many=True)
    warnings = ProblemSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    message = serializers.CharField()


class ImportViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """One's own files; a large one is `received` and a written one `queued` until the work behind it is done."""

    http_method_names = ("get", "post", "patch")
    queryset = SheetBatch.objects.none()
    parser_classes = (parsers.MultiPartParser, parsers.JSONParser)
    serializer_class = ReportSerializer

    def get_queryset(self) -> Any:
        return SheetBatch.objects.for_user(self.request.user).select_related("place", "job")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(report.of(self.get_object()))

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: ReportSerializer})
    def create(self, request: Request) -> Response:
        given = valid(UploadSerializer, request)
        batch = background.upload(
            actor=request.user,
            kind=given["kind"],
            data=given["file"].read(),
            filename=given["file"].name,
            region=place(given.get("region")),
        )
        if "accept" in given and batch.state == SheetBatch.State.STAGED:
            batch = background.request_commit(actor=request.user, batch=batch, accept=given["accept"])
        return Response(report.of(batch), status=status.HTTP_201_CREATED)

    @extend_schema(request=StepSerializer, responses=ReportSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        batch, given = self.get_object(), valid(StepSerializer, request)
        if given["state"] == SheetBatch.State.UNDONE:
            return Response(report.of(services.undo(actor=request.user, batch=batch)))
        return Response(
            report.of(background.request_commit(actor=request.user, batch=batch, accept=given["accept"]))
        )


def valid(serializer_class: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def place(code: str | None) -> Any:
    """The place of a code; one that does not exist is not the caller's either."""
    if not code:
        return None
    found = apps.get_model("accounts", "Place").objects.filter(code=code).first()
    if found is None:
        raise NotAllowed()
    return found


def register(router: Any) -> None:
    router.register("imports", ImportViewSet, basename="import")
