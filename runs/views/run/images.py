from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from runs import previews
from runs.views.run import page
from runs.views.streaming import part_of_file
from studio.access import MemberRequest, for_role


@for_role("reader")
def image(request: MemberRequest, key: str, path: str) -> HttpResponseBase:
    """A picture among the outputs, to draw. Its type follows from its name alone, and it may do nothing in the page."""
    output = get_object_or_404(page.find(request, key).outputs, path=path)
    content_type, stored = previews.image_type(path), previews.stored(output)
    if content_type is None or stored is None:
        raise Http404(f"{path} is not a picture that can be shown.")
    response = part_of_file(request, stored, stored.stat().st_size, content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
