"""`run.log_image`: files, and plots of matplotlib."""

import pytest

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\n"


@pytest.mark.parametrize("plot", ["plt", "plt.gcf()", "plt.gca()"])
def test_a_plot_is_kept_as_png(script, plot):
    line = script(f"{PLOT}run.log_image('Losses', plot={plot}, description='d')")[-1]
    assert line["i"]["name"] == "Losses" and line["i"]["description"] == "d"
    assert line["i"]["path"].startswith("Losses_") and line["i"]["path"].endswith(".png")
    assert (script.folder / "files" / line["i"]["path"]).read_bytes().startswith(b"\x89PNG")


def test_the_same_plot_twice_in_a_second_is_kept_twice(script):
    script(f"{PLOT}run.log_image('x', plot=plt)\nrun.log_image('x', plot=plt)")
    assert len({line["i"]["path"] for line in script.lines("i")}) == 2


def test_a_file_is_kept_under_its_own_path(script):
    script(f"{PLOT}import os\nos.mkdir('plots')\nplt.savefig('plots/a.png')\nrun.log_image('x', path='./plots/a.png')")
    assert script.lines("i")[0]["i"]["path"] == "plots/a.png"
    assert script.files() == {"files/plots/a.png"}


def test_a_file_that_is_logged_each_epoch_is_kept_each_time(script):
    script(f"{PLOT}\nfor epoch in range(3):\n    plt.savefig('a.png')\n    run.log_image('x', 'a.png')")
    assert [line["i"]["path"] for line in script.lines("i")] == ["a.png", "a_2.png", "a_3.png"]


def test_a_file_among_the_outputs_stays_there(script):
    (script.work / "outputs").symlink_to(script.folder / "outputs")
    script(f"{PLOT}plt.savefig('outputs/a.png')\nrun.log_image('x', path='outputs/a.png')")
    assert script.lines()[0]["i"]["path"] == "outputs/a.png"
    assert script.files() == {"outputs/a.png"}


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("run.log_image('x')", "a path or a plot, one of the two"),
        ("run.log_image('x', path='a', plot=1)", "one of the two"),
        ("run.log_image('x', plot=1)", "a plot of matplotlib"),
        ("run.log_image('x', path='nowhere.png')", "there is no file"),
        ("open('a.png', 'w').write('text'); run.log_image('x', path='a.png')", "is no image"),
    ],
)
def test_what_is_no_image_is_refused(script, call, why):
    assert why in script.refused(call)
    assert script.files() == set()
