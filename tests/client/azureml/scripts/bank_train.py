# In the style of the training scripts of the many courses that sweep a logistic regression over a bank's customers.
import argparse
import os

import joblib
import numpy as np
import pandas as pd
from azureml.core.run import Run
from azureml.data.dataset_factory import TabularDatasetFactory
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

ds = TabularDatasetFactory.from_delimited_files(
    path="https://automlsamplenotebookdata.invalid/automl-sample-notebook-data/bankmarketing_train.csv"
)

run = Run.get_context()


def clean_data(data):
    months = {"jan": 1, "feb": 2, "mar": 3}
    x_df = data.to_pandas_dataframe().dropna()
    jobs = pd.get_dummies(x_df.job, prefix="job")
    x_df.drop("job", inplace=True, axis=1)
    x_df = x_df.join(jobs)
    x_df["married"] = x_df.married.apply(lambda s: 1 if s == "married" else 0)
    x_df["month"] = x_df.month.map(months)
    y_df = x_df.pop("y").apply(lambda s: 1 if s == "yes" else 0)
    return x_df, y_df


x, y = clean_data(ds)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=42)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--C", type=float, default=1.0, help="Inverse of regularization strength")
    parser.add_argument("--max_iter", type=int, default=100, help="Maximum number of iterations to converge")
    args = parser.parse_args()

    run.log("Regularization Strength:", np.float64(args.C))
    run.log("Max iterations:", np.int64(args.max_iter))

    model = LogisticRegression(C=args.C, max_iter=args.max_iter).fit(x_train, y_train)
    accuracy = model.score(x_test, y_test)
    run.log("Accuracy", np.float64(accuracy))

    os.makedirs("outputs", exist_ok=True)
    joblib.dump(model, "outputs/model.joblib")


if __name__ == "__main__":
    main()
