"""`--no-skips`: a test that skips itself counts as failed, so that nothing goes unproved in silence. CI asks for it."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="count a skipped test as failed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    return _failed(report) if item.config.getoption("no_skips") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return _failed(report) if collector.config.getoption("no_skips") else report


def _failed(report):
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed here: {report.longrepr}"
    return report
