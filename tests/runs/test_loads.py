from computes.load import Load, loads


def test_runs_that_hold_a_slot_and_runs_that_wait_are_counted_in_one_query(a_run, target, django_assert_num_queries):
    for state in ("Running", "Running", "Queued", "NotStarted", "Preparing", "Completed", "NotResponding"):
        a_run(state)
    with django_assert_num_queries(1):
        assert loads([target.pk, 0]) == {target.pk: Load(4, 2), 0: Load(0, 0)}
