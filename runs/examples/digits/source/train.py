"""Train a small neural network on scikit-learn's digits (1,797 pictures of 8 by 8 pixels), and keep the model and its report."""

import argparse
import os
import time
from pathlib import Path

import joblib
import matplotlib
import numpy
import trainshed
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay, classification_report, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

OUTPUTS = Path(os.environ.get("TRAINSHED_OUTPUTS", "outputs"))


def main():
    options = read_options()
    trainshed.log_params(vars(options))
    pictures, labels = load_digits(return_X_y=True)
    training, validation, training_labels, validation_labels = train_test_split(
        pictures / 16, labels, test_size=0.25, random_state=options.seed, stratify=labels
    )
    model = MLPClassifier(hidden_layer_sizes=(options.hidden,), learning_rate_init=options.rate, random_state=options.seed)
    print(f"Training on {len(training)} pictures, checking on {len(validation)}", flush=True)
    for epoch in range(1, options.epochs + 1):
        learn(model, training, training_labels, epoch, options)
        report(model, training, training_labels, validation, validation_labels, epoch)
    OUTPUTS.mkdir(exist_ok=True)
    joblib.dump(model, OUTPUTS / "model.joblib")
    describe(model, validation, validation_labels)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--hidden", type=int, default=64, help="neurons of the hidden layer")
    parser.add_argument("--rate", type=float, default=0.002, help="learning rate")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pause", type=float, default=0.01, help="seconds to rest after each batch")
    return parser.parse_args()


def learn(model, pictures, labels, epoch, options):
    """One pass over the pictures in a new order, with a progress bar on one line."""
    order = numpy.random.default_rng(options.seed + epoch).permutation(len(pictures))
    batches = numpy.array_split(order, max(1, len(order) // options.batch))
    for number, batch in enumerate(batches, start=1):
        model.partial_fit(pictures[batch], labels[batch], classes=numpy.arange(10))
        done = round(30 * number / len(batches))
        print(f"\repoch {epoch:3d} [{'#' * done}{'.' * (30 - done)}] {number}/{len(batches)}", end="", flush=True)
        time.sleep(options.pause)  # leaves time to watch


def report(model, training, training_labels, validation, validation_labels, epoch):
    chances = model.predict_proba(training)
    loss = log_loss(training_labels, chances, labels=range(10))
    accuracy = float((chances.argmax(axis=1) == training_labels).mean())
    checked = model.score(validation, validation_labels)
    trainshed.log("loss", loss, epoch)
    trainshed.log("accuracy", accuracy, epoch)
    trainshed.log("validation_accuracy", checked, epoch)
    print(f"  loss {loss:.4f}  accuracy {accuracy:.3f}  validation {checked:.3f}", flush=True)


def describe(model, pictures, labels):
    """What the network takes for what: a picture and a table."""
    matplotlib.use("Agg")  # draws into files: a compute target has no screen
    predicted = model.predict(pictures)
    text = classification_report(labels, predicted, digits=3)
    (OUTPUTS / "report.txt").write_text(text)
    display = ConfusionMatrixDisplay.from_predictions(labels, predicted, cmap="Blues", colorbar=False)
    display.ax_.set_title("Digits: what was shown, and what was read")
    display.figure_.savefig(OUTPUTS / "confusion.png", dpi=120, bbox_inches="tight")
    print(text)


if __name__ == "__main__":
    main()
