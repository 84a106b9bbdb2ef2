"""What the head of an answer says."""

import pytest
from django.templatetags.static import static
from django.test import Client

pytestmark = pytest.mark.usefixtures("district")
SIGN_IN = "/accounts/sign-in/"


def test_a_page_names_its_styles_in_the_head_of_the_answer() -> None:
    answer = Client().get(SIGN_IN)

    assert answer["Link"] == f"<{static('app.css')}>; rel=preload; as=style"
    assert f'href="{static("app.css")}"' in answer.content.decode()


@pytest.mark.parametrize(("address", "headers"), [(SIGN_IN, {"HX-Request": "true"}), ("/healthz", {})])
def test_what_is_no_page_names_none(address: str, headers: dict[str, str]) -> None:
    assert "Link" not in Client().get(address, headers=headers).headers
