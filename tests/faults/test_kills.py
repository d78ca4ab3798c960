"""kill -9 of any process of the studio, while runs are Preparing, Running and Finalizing."""


from tests.faults.steady import steady


def test_first(desk, tmp_path):
    run = steady(desk, tmp_path, open=True)
    run.completed()
