"""Separate two interleaved half circles by logistic regression on polynomial features: plain Python, nothing to install."""

import argparse
import math
import operator
import os
import random
import time
from pathlib import Path

import trainshed


def main():
    options = read_options()
    trainshed.log_params(vars(options))
    chance = random.Random(options.seed)
    training, validation = two_moons(options.points, chance), two_moons(options.points // 4, chance)
    weights = [0.0] * len(training[0][0])

    print(f"Training on {len(training)} points, checking on {len(validation)}, {len(weights)} weights", flush=True)
    for epoch in range(1, options.epochs + 1):
        descend(weights, training, options.rate / math.sqrt(epoch), chance)
        loss, accuracy = measure(weights, training)
        _, checked = measure(weights, validation)
        trainshed.log("loss", loss, epoch)
        trainshed.log("accuracy", accuracy, epoch)
        trainshed.log("validation_accuracy", checked, epoch)
        print(f"epoch {epoch:3d}/{options.epochs}   loss {loss:.4f}   accuracy {accuracy:.3f}   validation {checked:.3f}", flush=True)
        time.sleep(options.pause)  # leaves time to watch

    print(f"\033[1;32mDone:\033[0m {checked:.1%} of the points that the training never saw are on the right side")
    write_report(weights, loss, accuracy, checked)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--rate", type=float, default=0.1, help="size of the first steps")
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds to rest after each epoch")
    return parser.parse_args()


def two_moons(count, chance):
    """(features, 0 or 1) of points on two half circles, with noise."""
    points = []
    for number in range(count):
        upper, angle = number % 2, chance.uniform(0, math.pi)
        x, y = (math.cos(angle), math.sin(angle)) if upper else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append((features(x + chance.gauss(0, 0.12), y + chance.gauss(0, 0.12)), upper))
    return points


def features(x, y):
    """Every product of powers up to the third: a curve separates what a line cannot."""
    return [x**a * y**b for a in range(4) for b in range(4 - a)]


def descend(weights, points, rate, chance):
    """One pass over the points in a new order, one step for each."""
    chance.shuffle(points)
    for inputs, label in points:
        error = label - probability(weights, inputs)
        for place, value in enumerate(inputs):
            weights[place] += rate * 0.1 * error * value


def probability(weights, inputs):
    total = sum(map(operator.mul, weights, inputs))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def measure(weights, points):
    """(mean cross-entropy, share on the right side)"""
    guesses = [(probability(weights, inputs), label) for inputs, label in points]
    loss = -sum(math.log(guess if label else 1 - guess) for guess, label in guesses) / len(guesses)
    return loss, sum((guess > 0.5) == bool(label) for guess, label in guesses) / len(guesses)


def write_report(weights, loss, accuracy, checked):
    outputs = Path(os.environ.get("TRAINSHED_OUTPUTS", "outputs"))
    outputs.mkdir(exist_ok=True)
    names = [f"x^{a} y^{b}" for a in range(4) for b in range(4 - a)]
    lines = [f"loss                 {loss:.4f}", f"accuracy             {accuracy:.4f}", f"validation accuracy  {checked:.4f}", ""]
    lines += [f"weight of {name:8} {weights[place]:+.4f}" for place, name in enumerate(names)]
    (outputs / "report.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
