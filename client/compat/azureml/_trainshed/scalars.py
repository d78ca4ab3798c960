"""What may be logged as one value, by the rules of Azure ML v1."""

import sys

from azureml.exceptions import UserErrorException

PLAIN = (bool, int, float, str, type(None))
_said = set()


def scalar(name, value):
    """The value as a number, text or None. Lists are refused; anything else is its own words, with a warning."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, (list, tuple)) or _is_array(value):
        raise UserErrorException(
            f"The metric {name!r} is one value, and this is a {type(value).__name__}: log each value with run.log, all of them with "
            "run.log_list(name, values), or columns with run.log_table(name, {...})."
        )
    if _has_one_number(value):
        return scalar(name, value.item())
    _warn(f"the metric {name!r} is no number or text but a {type(value).__name__}: its words are logged")
    return str(value)


def column(name, values):
    """The values of one column as a list of plain ones."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    values = list(values) if isinstance(values, (list, tuple, range, set)) or hasattr(values, "__next__") else [values]
    return [value if type(value) in PLAIN else scalar(name, value) for value in values]


def _is_array(value):
    """numpy's arrays and pandas' columns, without importing either."""
    return type(value).__module__.split(".")[0] in ("numpy", "pandas") and getattr(value, "ndim", 0) > 0


def _has_one_number(value):
    """numpy's scalars, and what other libraries have like them: torch's tensor of one number."""
    return hasattr(value, "item") and getattr(value, "ndim", 0) == 0


def _warn(sentence):
    if sentence not in _said:
        _said.add(sentence)
        print("azureml: " + sentence, file=sys.stderr)
