"""Whatever goes wrong is one shape, that of RFC 9457 (application/problem+json): `detail` is a sentence for people, and our own
`facts` say the same to programs, such as the fields that were wrong."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Malformed

log = logging.getLogger(__name__)

NO_TOKEN = "This needs a valid API token. Make one on the studio's page “API tokens”, and send it as “Authorization: Bearer …”."
IMPOSSIBLE = "What was sent holds something that no database keeps: a NUL character, or a number beyond all bounds."
UNEXPECTED = "The studio met an error of its own. It is in the studio's log; try again, and tell whoever runs the studio if it stays."


def answer(status: int, sentence: str, facts=None) -> JsonResponse:
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence, "facts": facts}
    return JsonResponse(problem, status=status, content_type="application/problem+json")


def handle(api: NinjaAPI) -> None:
    """Make `api` answer every error in that shape. What a package of the site raises is given to `refuse` by that package."""
    api.exception_handler(AuthenticationError)(lambda request, error: answer(401, NO_TOKEN))
    api.exception_handler(PermissionDenied)(lambda request, error: answer(403, str(error)))
    api.exception_handler(Http404)(lambda request, error: answer(404, _not_found(request, error)))
    api.exception_handler(HttpError)(lambda request, error: answer(error.status_code, str(error)))
    for malformed in (SuspiciousOperation, MultiPartParserError):
        api.exception_handler(malformed)(lambda request, error: answer(400, str(error)))
    for kind in (DataError, OverflowError):
        api.exception_handler(kind)(lambda request, error: answer(422, IMPOSSIBLE))
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(Malformed)(_malformed)
    api.exception_handler(Exception)(_unexpected)


def refuse(api: NinjaAPI, kind: type[Exception]) -> None:
    """Exceptions of this kind are sentences for the caller."""
    api.exception_handler(kind)(_refused)


def missing(request: HttpRequest, path: str = "") -> HttpResponse:
    """The view of every address below /api/ that is none."""
    return answer(404, f"There is no {request.path} here. The addresses are listed at /api/v1/docs.")


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(422, str(error))


def _not_found(request: HttpRequest, error: Http404) -> str:
    # Django's own text names a model; a member of another workspace and a wrong name are told the same.
    text = str(error)
    return text if text.endswith(".") else f"There is nothing at {request.path} for you."


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if not hasattr(error, "error_dict"):
        return answer(422, " ".join(error.messages))
    fields = error.message_dict
    sentences = [text if name == "__all__" else f"{name}: {text}" for name, texts in fields.items() for text in texts]
    return answer(422, " ".join(sentences), fields)


def _malformed(request: HttpRequest, error: Malformed) -> HttpResponse:
    """What came is not of the shape that the operation documents."""
    found = [(".".join(str(part) for part in problem["loc"][1:]), problem["msg"]) for problem in error.errors]
    return answer(422, "; ".join(f"{place}: {text}" for place, text in found) + ".", [{"at": place, "text": text} for place, text in found])


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, UNEXPECTED)
