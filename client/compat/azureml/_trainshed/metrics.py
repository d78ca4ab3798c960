"""What a run has logged, as `get_metrics` gives it back."""

from .lines import told

ODD = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def of(child, name=None):
    """{name: value}: one value alone (of a list with one too, as in v1), several as a list; a table as {column: values}."""
    found = _folded(told("nlki", child))
    return {key: _shown(value) for key, value in found.items() if name is None or key == name}


def _folded(facts):
    found = {}
    for fact in facts:
        if "n" in fact:
            found.setdefault(fact["n"], []).append(_number(fact["v"]))
        elif "l" in fact:
            _add_rows(found, fact["l"])
        elif "k" in fact:
            found[fact["k"]["name"]] = _One(fact["k"]["value"])
        else:
            found.setdefault(fact["i"]["name"], []).append(fact["i"]["path"])
    return found


def _add_rows(found, record):
    name, columns = record["name"], record["columns"]
    if record["kind"] == "table":
        table = found.get(name)
        if not isinstance(table, dict):
            table = found[name] = {}
        for column, values in columns.items():
            table.setdefault(column, []).extend(map(_number, values))
        return
    whole = found.get(name)
    if not isinstance(whole, list):
        whole = found[name] = []
    whole.extend(map(_number, columns.get(name, [])))


class _One:
    def __init__(self, value):
        self.value = value


def _number(value):
    return ODD.get(value, value) if isinstance(value, str) else value


def _shown(value):
    if isinstance(value, _One):
        return value.value
    if isinstance(value, dict):
        single = all(len(values) == 1 for values in value.values())
        return {column: values[0] if single else values for column, values in value.items()}
    return value if len(value) > 1 else value[0]
