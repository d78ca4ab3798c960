# A little of each thing that a script can tell of its run.
import io

from azureml.core import Run

run = Run.get_context(allow_offline=False)
print(run.id, run.number, run.experiment.name, run.experiment.workspace.name, run.tags)
for step in range(5):
    run.log("loss", 1 / (1 + step), step=step)
run.log("verdict", "good")
run.log_list("sizes", [3, 1, 2])
for x in range(4):
    run.log_row("square", x=x, y=x * x)
run.log_confusion_matrix(
    "matrix", {"schema_type": "confusion_matrix", "schema_version": "v1", "data": {"class_labels": ["a", "b"], "matrix": [[5, 1], [2, 4]]}}
)
run.tag("quality", "fantastic run")
run.add_properties({"seed": 42})
run.description = "Told by its script"
run.upload_file("notes/read.txt", io.BytesIO(b"hello"))
with open("outputs/model.txt", "w") as file:
    file.write("weights")
run.register_model("net", "outputs/model.txt", tags={"kind": "text"})
with run.child_run("fold") as child:
    child.log("loss", 0.25)
    child.upload_file("outputs/fold.txt", io.BytesIO(b"fold"))
print(sorted(run.get_metrics()), run.get_file_names())
