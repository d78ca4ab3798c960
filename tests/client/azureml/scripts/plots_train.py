# Registered dataset, plots, confusion matrix, model registration, a tag: what evaluation scripts do.
import matplotlib.pyplot as plt
from azureml.core import Dataset, Experiment, Model, Run, Workspace
from azureml.core.authentication import MsiAuthentication
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

run = Run.get_context()
if run.id.startswith("OfflineRun"):
    ws = Workspace.from_config(auth=MsiAuthentication())
else:
    ws = run.experiment.workspace

frame = Dataset.get_by_name(ws, name="points").to_pandas_dataframe()
model = LogisticRegression().fit(frame[["x1", "x2"]], frame["label"])
predicted = model.predict(frame[["x1", "x2"]])
matrix = confusion_matrix(frame["label"], predicted)

run.log_confusion_matrix(
    "Confusion matrix",
    {
        "schema_type": "confusion_matrix",
        "schema_version": "v1",
        "parameters": {},
        "data": {"class_labels": ["0", "1"], "matrix": [[int(y) for y in x] for x in matrix]},
    },
)
fig = plt.figure(1)
plt.scatter(frame["x1"], frame["x2"], c=predicted)
run.log_image(name="Scatter", plot=fig)
plt.savefig("scatter.png")
run.upload_file(name="outputs/scatter.png", path_or_stream="scatter.png")

with open("model.txt", "w") as file:
    file.write(str(model.coef_))
run.upload_file("outputs/model.txt", "model.txt")
run.tag("matrix", str(matrix.tolist()))
run.flush()
registered = run.register_model(model_name="points_model", model_path="outputs/model.txt", tags={"run_id": run.id})
print(registered.name, registered.id, registered.version, sep="\t")
run.complete()
