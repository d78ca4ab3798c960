"""From "Add compute" to a run on an SSH machine that has nothing but Python: in a real browser, on a real sshd, one after the other."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look
from tests.machines.sshd import PYTHON, Sshd, sshd

screens = pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])
pytestmark = pytest.mark.timeout(300)
PATIENCE = 90_000


@pytest.fixture(scope="module", autouse=True)
def patient():
    """One test builds on the last, and each waits for a worker and a machine, which a busy computer keeps waiting too."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def page(page):
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture(scope="module")
def machine():
    with sshd() as server:
        yield server


def fill_in(page, machine: Sshd, name: str) -> None:
    """The form of an SSH machine; a key of the studio's own is how it signs in."""
    page.goto("/w/main/computes/")
    page.get_by_role("link", name="Add compute").first.click()
    page.get_by_role("link", name="SSH machine").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Host", exact=True).fill(machine.host)
    page.get_by_label("Port").fill(str(machine.port))
    page.get_by_label("User", exact=True).fill(machine.guest.pw_name)
    page.get_by_label("Python").fill(PYTHON)


def step(page, name: str):
    return page.locator(f'[data-step="{name}"]')


def becomes(page, name: str, state: str) -> None:
    expect(step(page, name)).to_have_attribute("data-state", state)


def test_a_machine_is_added_with_a_key_and_is_green(page, machine):
    fill_in(page, machine, "gpu-1")
    expect(page.locator("#id_key")).to_be_hidden()
    page.get_by_role("radio", name="A private key").check()
    page.locator("#id_key").fill(machine.key)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Is it this machine?")).to_be_visible()
    own = subprocess.run(["ssh-keygen", "-lf", machine.folder / "host.pub"], capture_output=True, text=True, check=True).stdout.split()[1]
    expect(page.locator(".notice .fingerprint")).to_have_text(own)
    page.get_by_role("button", name="It is this machine").click()
    expect(page.locator("#checklist")).to_contain_text("It is open for runs.")
    assert page.locator('[data-state="failed"], [data-state="skipped"]').count() == 0


def test_a_run_goes_there_and_its_words_come_back(page, machine):
    page.goto("/")
    page.get_by_role("link", name="Run two-moons").click()
    page.get_by_text("For this run alone: target").click()
    with page.expect_response("**/runs/new/?*"):
        page.get_by_label("Compute target").select_option(label="gpu-1")
    page.get_by_role("button", name="Submit run").click()
    expect(page.locator("#run-head .badge")).to_have_text("Completed")
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page.locator(".log-text").filter(has_text="loss").first).to_be_visible()
    assert list((machine.root / "jobs").iterdir()), "it ran in the guest's home"


def test_a_key_of_the_studios_own_is_put_on_the_machine_by_hand(page, machine):
    fill_in(page, machine, "gpu-2")
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="It is this machine").click()
    becomes(page, "sign-in", "failed")
    with (machine.folder / "client.pub").open("a") as authorized:
        authorized.write(page.locator("#public-key").text_content() + "\n")
    page.get_by_role("button", name="Check again").click()
    becomes(page, "gpus", "passed")
    expect(page.get_by_role("heading", name="Let the studio in")).to_be_hidden()


def test_editing_leads_to_a_check_that_names_what_is_wrong(page, machine):
    page.goto("/w/main/computes/gpu-2/edit/")
    expect(page.locator("#id_key_helptext")).to_contain_text("Kept (SHA256:")
    page.get_by_label("Python").fill("/opt/nowhere/python3")
    page.get_by_role("button", name="Save").click()
    becomes(page, "python", "failed")
    expect(step(page, "python")).to_contain_text(f"write {PYTHON}")
    becomes(page, "folder", "skipped")


def test_another_host_key_raises_an_alarm_that_an_owner_ends(page, machine):
    machine.hang_up()
    machine.change_host_key()
    page.goto("/w/main/computes/gpu-1/check/")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("heading", name="Another host key")).to_be_visible()
    page.goto("/w/main/computes/gpu-1/")
    expect(page.get_by_role("alert")).to_contain_text("gpu-1 shows another host key")
    page.get_by_role("link", name="Compare the keys").click()
    expect(page.locator(".fingerprint")).to_have_count(2)
    page.get_by_role("button", name="Trust the new key").click()
    becomes(page, "gpus", "passed")


@screens
@pytest.mark.parametrize("path", ["new/", "new/ssh/", "gpu-1/check/", "gpu-1/edit/", "gpu-1/host-key/"])
def test_a_page_is_clean(context, machine, path, theme, size):
    look(context.new_page(), f"/w/main/computes/{path}", theme, size)
