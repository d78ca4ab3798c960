"""Tables, as a dataset. Reading one takes pandas; naming one does not."""

from azureml._trainshed import frames, places, ways


class TabularDataset:
    """Each act gives a new dataset; the files are read by `to_pandas_dataframe()`."""

    def __init__(self, path=None, name=None, version=None, options=None, reader=None, acts=()):
        self._path, self.name, self.version = path, name, version
        self._options, self._reader, self._acts = options or {}, reader, acts
        self.id = f"{name}:{version}" if name else None
        self.description, self.tags = "", {}

    def to_pandas_dataframe(self, on_error="null", out_of_range_datetime="null"):
        if not self._path:
            ways.refuse(f"The dataset {self.name!r} does not lie on this machine", ways.DATA)
        frame = frames.read(places.files(self._path), self._reader, self._options)
        for act in self._acts:
            frame = act(frame)
        return frame

    def drop_columns(self, columns):
        return self._then(lambda frame: frame.drop(columns=[columns] if isinstance(columns, str) else list(columns)))

    def keep_columns(self, columns, validate=False):
        return self._then(lambda frame: frame[[columns] if isinstance(columns, str) else list(columns)])

    def take(self, count):
        return self._then(lambda frame: frame.head(count))

    def skip(self, count):
        return self._then(lambda frame: frame.iloc[count:].reset_index(drop=True))

    def take_sample(self, probability, seed=None):
        return self._then(lambda frame: frame.sample(frac=probability, random_state=seed).sort_index().reset_index(drop=True))

    def random_split(self, percentage, seed=None):
        """Two datasets: about this share of the rows, and the others."""
        from random import randrange

        seed = randrange(2**31) if seed is None else seed
        first = self._then(lambda frame: frames.share(frame, percentage, seed, True))
        return first, self._then(lambda frame: frames.share(frame, percentage, seed, False))

    def to_path(self):
        return ["/" + path.lstrip("/") for path in places.files(self._path)]

    def as_named_input(self, name):
        return self

    def register(self, workspace, name, *args, **kwargs):
        ways.refuse("A dataset cannot be registered inside a run", ways.STUDIO)

    def to_spark_dataframe(self):
        ways.refuse("A dataset cannot be read as a Spark frame through this module", "read its files with spark.read")

    def with_timestamp_columns(self, *args, **kwargs):
        ways.refuse("Time filters of datasets are not known here", "filter the frame of to_pandas_dataframe()")

    filter = time_before = time_after = time_between = time_recent = to_dask_dataframe = with_timestamp_columns

    def _then(self, act):
        return TabularDataset(self._path, self.name, self.version, self._options, self._reader, (*self._acts, act))

    def __repr__(self):
        return f"TabularDataset(Name: {self.name}, Version: {self.version})"
