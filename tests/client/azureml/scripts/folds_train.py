# Cross validation with a child run for each fold, and the run as a context manager.
from azureml.core.run import Run

with Run.get_context() as run:
    run.set_tags({"kind": "cross validation"})
    scores = []
    for fold in range(3):
        with run.child_run(name="fold {}".format(fold)) as child:
            for epoch in range(4):
                child.log("loss", 1 / (1 + epoch + fold))
            scores.append(child.get_metrics()["loss"][-1])
            child.log("score", scores[-1])
    run.log_list("scores", scores)
    run.log_table("table", {"fold": [0, 1, 2], "score": scores})
    run.log("best", min(scores))
    print(sorted(child.get_metrics()["score"] for child in run.get_children()))
