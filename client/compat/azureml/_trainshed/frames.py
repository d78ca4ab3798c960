"""Tables of files into pandas, where that is installed."""

from . import ways

READERS = {".parquet": "parquet", ".jsonl": "json_lines", ".json": "json_lines"}
DTYPES = {"string": "str", "long": "Int64", "float": "float64", "bool": "boolean"}


def read(paths, reader, options):
    """One frame of all files, one below the other."""
    pandas = _pandas()
    found = [_read(pandas, path, reader or _reader(path), options) for path in paths]
    frame = found[0] if len(found) == 1 else pandas.concat(found, ignore_index=True)
    return _typed(pandas, frame, options.get("types") or {})


def share(frame, percentage, seed, first):
    """About this share of the rows, the same for the same seed; or all others."""
    from random import Random

    random = Random(seed)
    chosen = [(random.random() < percentage) == first for _ in range(len(frame))]
    return frame[chosen].reset_index(drop=True)


def _pandas():
    try:
        import pandas
    except ImportError:
        ways.refuse("Tables are read with pandas, which is not installed here", ways.PANDAS)
    return pandas


def _reader(path):
    return next((reader for ending, reader in READERS.items() if path.lower().endswith(ending)), "delimited")


def _read(pandas, path, reader, options):
    if reader == "parquet":
        frame = pandas.read_parquet(path)
    elif reader == "json_lines":
        frame = pandas.read_json(path, lines=True)
    else:
        frame = _delimited(pandas, path, options)
    if options.get("include_path"):
        frame.insert(0, "Path", path)
    return frame


def _delimited(pandas, path, options):
    given = {
        "sep": options.get("separator") or ("\t" if path.lower().endswith(".tsv") else ","),
        "encoding": options.get("encoding", "utf8"),
    }
    if not options.get("header", True):
        given["header"] = None
    if options.get("infer") is False:
        given["dtype"] = str
    if options.get("empty_as_string"):
        given["keep_default_na"] = False
    frame = pandas.read_csv(path, **given)
    return frame if options.get("header", True) else frame.rename(columns=lambda number: f"Column{number + 1}")


def _typed(pandas, frame, types):
    for column, wanted in types.items():
        if wanted.kind == "datetime":
            frame[column] = pandas.to_datetime(frame[column])
        elif wanted.kind:
            frame[column] = frame[column].astype(DTYPES[wanted.kind])
    return frame
