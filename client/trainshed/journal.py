"""What a script says about its run: metrics, parameters and artifacts.

Each call appends one line to the file that TRAINSHED_METRICS names; the studio reads that file. Nothing here opens a socket,
so logging works without any network and costs microseconds. The standard library alone, Python 3.8 and later.
"""

import errno
import json
import math
import os
import shutil
import sys
from time import time

LONGEST_NAME = 250
LARGEST_PARAMS = 64 * 1024
_LIMIT = math.inf
_EXACT = 2**53  # whole numbers beyond it are not exact in a double
_REMEMBERED_NAMES = 10_000
_FIRST_DESCRIPTOR = 400
_openings: dict = {}


def log(name, value, step=None):
    """Record one point of the metric `name`: a number (NaN and infinities too), at a whole-numbered `step` if one is given.

    Safe in threads, forks and several processes at once. Outside a run nothing is recorded, and stderr says so once.
    """
    try:
        opening = _openings[name]
    except (KeyError, TypeError):
        opening = _opening(name)
    if type(value) is not float or not -_LIMIT < value < _LIMIT:
        value = _number(name, value)
    if step is None:
        step = "null"
    elif type(step) is not int or not -_EXACT <= step <= _EXACT:
        step = _whole(name, step)
    _journal.write(f'{opening}{value},"s":{step},"t":{time():.6f}}}\n'.encode())


def log_params(params):
    """Record what the run was given: a mapping of names to values, such as `vars(args)`. A name said again replaces its value."""
    if not hasattr(params, "items"):
        raise TypeError(f"log_params takes a dict, such as vars(args), and got a {type(params).__name__}")
    line = encoded({"p": {_name(name, "parameter"): plain(value) for name, value in params.items()}, "t": time()})
    if len(line) > LARGEST_PARAMS:
        raise ValueError(f"these parameters take {len(line):,} bytes and {LARGEST_PARAMS:,} fit: write them to a file and use log_artifact")
    _journal.write(line)


def log_artifact(path, name=None):
    """Keep a file or a folder with the run: it is copied to `name` (its own name, if none is given) among the run's outputs.

    What already lies in the run's outputs stays where it is, unless another name is given.
    """
    outputs = os.environ.get("TRAINSHED_OUTPUTS")
    if outputs:
        _journal.write(encoded({"a": _keep(os.fspath(path), name and os.fspath(name), os.path.realpath(outputs)), "t": time()}))
    else:
        _journal.explain()


def write(line):
    """Append one encoded line. The azureml module, which travels beside this one, says its facts so."""
    _journal.write(line)


class Journal:
    """The file named by TRAINSHED_METRICS: opened by the first line, then kept open."""

    def __init__(self):
        self._file = -1
        self._torn = False  # the last line lost its end
        self._said = set()

    def write(self, line):
        if self._file < 0 and not self._open():
            return
        if self._torn:
            line = b"\n" + line
        try:
            # One write of a whole line, on an O_APPEND descriptor: the kernel keeps the lines of threads and processes apart.
            self._torn = os.write(self._file, line) != len(line)
        except OSError as trouble:
            self._write_again(line, trouble)

    def explain(self):
        self._say("this script is not in a run of a studio (TRAINSHED_METRICS is not set), so what it logs is not kept")

    def _open(self):
        path = os.environ.get("TRAINSHED_METRICS")
        if path:
            self._file = _out_of_the_way(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644))
        else:
            self.explain()
        return bool(path)

    def _write_again(self, line, trouble):
        """A script that turns into a daemon closes every descriptor: open the file again.

        A full disk is another matter, and no reason to end a training of two days: stderr says it, and the script goes on.
        """
        try:
            if trouble.errno != errno.EBADF or not self._open():
                raise trouble
            os.write(self._file, line)
        except OSError as lost:
            self._say(f"what this script logs is being lost: {lost}")

    def _say(self, sentence):
        if sentence not in self._said:
            self._said.add(sentence)
            print(f"trainshed: {sentence}", file=sys.stderr)


def _out_of_the_way(file):
    """Move to a high number: a script that closes all low descriptors and opens its own must not get our lines in its files."""
    try:
        from fcntl import F_DUPFD_CLOEXEC, fcntl

        high = fcntl(file, F_DUPFD_CLOEXEC, _FIRST_DESCRIPTOR)
    except (ImportError, OSError):  # Windows, or a limit below that number
        return file
    os.close(file)
    return high


def _opening(name):
    if len(_openings) >= _REMEMBERED_NAMES:
        _openings.clear()
    opening = '{"n":' + json.dumps(_name(name, "metric"), ensure_ascii=False) + ',"v":'
    _openings[name] = opening
    return opening


def _name(name, what):
    if not isinstance(name, str):
        raise TypeError(f"the name of a {what} is text, and {_shown(name)} is of type {type(name).__name__}")
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"the name of a {what} has 1 to {LONGEST_NAME} characters, and {_shown(name)} has {len(name)}")
    return _text(name)


def _text(value):
    """Text that is valid UTF-8 (a file name read by Python may hold lone surrogates, which no JSON reader accepts)."""
    return value.encode("utf-8", "replace").decode()


def _number(name, value):
    """The value as JSON: a whole number, a float, or a quoted "NaN", "Infinity", "-Infinity"."""
    if isinstance(value, int) and -_EXACT <= value <= _EXACT:
        return int(value)
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError(f"metric {name!r}: a value is a number, and {_shown(value)} is of type {type(value).__name__}")
    try:
        number = float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError, OverflowError):  # RuntimeError: torch's for a tensor of several numbers
        raise TypeError(f"metric {name!r}: a value is one number, and {_shown(value)} of type {type(value).__name__} is not") from None
    return _json_number(number)


def _json_number(number):
    if math.isnan(number):
        return '"NaN"'
    if number in (_LIMIT, -_LIMIT):
        return '"Infinity"' if number > 0 else '"-Infinity"'
    return number


def _whole(name, step):
    try:
        whole = int(step)
        if whole == step and -_EXACT <= whole <= _EXACT and not isinstance(step, str):
            return whole
    except (TypeError, ValueError, RuntimeError, OverflowError):
        pass
    raise TypeError(f"metric {name!r}: a step is a whole number, and {_shown(step)} of type {type(step).__name__} is not")


def _shown(value):
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def encoded(facts):
    return (json.dumps(facts, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def plain(value):
    """The value as JSON has it; what JSON cannot say is said in the value's own words."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        number = _json_number(float(value))
        return number.strip('"') if isinstance(number, str) else number
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {_text(str(key)): plain(each) for key, each in value.items()}
    scalar = _scalar(value)
    return _text(str(value)) if scalar is value else plain(scalar)


def _scalar(value):
    """The Python number inside one of numpy's or torch's; anything else as it is."""
    try:
        return value.item()
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return value


def _keep(path, name, outputs):
    """Copy to the outputs whole or not at all, and say what was kept: its place, its files and bytes."""
    source = os.path.realpath(path)
    if not os.path.exists(source):
        raise FileNotFoundError(f"log_artifact: there is no file or folder {os.path.abspath(path)}")
    if not name and os.path.commonpath([source, outputs]) == outputs:
        return _facts(source, outputs)
    target = _place(outputs, name or os.path.basename(os.path.abspath(path)))
    if os.path.commonpath([source, target]) == source and source != target:
        raise ValueError(f"log_artifact: the folder {source} cannot be copied into itself ({target})")
    if source != target:
        _copy(source, target)
    return _facts(target, outputs)


def _place(outputs, name):
    target = os.path.realpath(os.path.join(outputs, name))
    if os.path.isabs(name) or os.path.commonpath([target, outputs]) != outputs or target == outputs:
        raise ValueError(f"log_artifact: the name {name!r} leads out of the run's outputs: give a path such as 'model/weights.bin'")
    return target


def _copy(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(source):
        shutil.copytree(source, target, dirs_exist_ok=True, ignore_dangling_symlinks=True)
        return
    part = f"{target}.{os.getpid()}.part"  # two ranks may keep the same file at once
    try:
        shutil.copy2(source, part)
        os.replace(part, target)
    except OSError:
        if os.path.exists(part):
            os.remove(part)
        raise


def _facts(target, outputs):
    files = [target] if os.path.isfile(target) else [os.path.join(at, file) for at, _, names in os.walk(target) for file in names]
    size = sum(os.path.getsize(file) for file in files if os.path.exists(file))
    return {"path": os.path.relpath(target, outputs), "files": len(files), "size": size}


_journal = Journal()
