"""What no database keeps is refused as the sender's mistake."""

import pytest
from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PAGES = ["environments/?name=%00", "data/sets/?name=%00", "data/sets/%00/", "runs/?tag=%00", "runs/?experiment=%00", "runs/?parent=%00"]


@pytest.mark.parametrize("page", PAGES)
def test_a_nul_in_an_address_is_no_error_of_the_studios_own(browse, reader, page):
    assert browse(reader).get(f"/w/vision/{page}").status_code in (200, 400, 404)


def test_a_nul_in_a_form_is_no_error_of_the_studios_own(browse, contributor, target):
    sent = {"name": "odd", "source": "", "text": "script: a.py\n", "shown": "", "path-0": "a\0b", "content-0": "x\0y"}
    assert browse(contributor).post("/w/vision/configurations/new/", sent).status_code in (302, 400, 422)


def test_other_faults_stay_what_they_are(rf):
    from studio.impossible import Impossible

    answers = Impossible(lambda request: HttpResponse())
    assert answers.process_exception(rf.get("/"), ValueError("of our own")) is None
    assert answers.process_exception(rf.get("/"), OverflowError("too large")).status_code == 400
