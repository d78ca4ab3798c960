"""The data that a run reads and writes."""

from __future__ import annotations

from .casts import Anything, Flag, Mapped, Text, Texts
from .section import Section, said


class DataReference(Section):
    """`dataReferences.<name>`: a path on a datastore; the script gets it as AZUREML_DATAREFERENCE_<name>."""

    data_store_name: Text = said(None, "Name of the datastore.")
    mode: Text = said("mount", "mount, download or upload.")
    path_on_data_store: Text = said(None, "Path on the datastore.")
    path_on_compute: Text = said(None, "Where the script finds it.")
    overwrite: Flag = said(False, "Overwrite what is there.")


class DatasetPlace(Section):
    id: Text = said(None, "Id of a dataset.")
    name: Text = said(None, "Name of a registered dataset.")
    version: Text = said(None, "Its version; the newest if it is left out.")


class DataPath(Section):
    datastore_name: Text = said(None, "Name of the datastore.")
    relative_path: Text = said(None, "Path on the datastore.")


class DataLocation(Section):
    dataset: DatasetPlace | None = said(None, "A dataset.")
    datapath: DataPath | None = said(None, "A path on a datastore.")


class DataInput(Section):
    """`data.<name>`: a dataset or path that the script reads."""

    data_location: DataLocation | None = said(None, "What it is: a dataset, or a path on a datastore.")
    create_output_directories: Flag = said(False, "Make the folder if it is not there.")
    mechanism: Text = said("mount", "direct, mount, download or upload.")
    environment_variable_name: Text = said(None, "The variable that tells the script where it is.")
    path_on_compute: Text = said(None, "Where the script finds it.")
    overwrite: Flag = said(False, "Overwrite what is there.")


class DatasetRegistration(Section):
    additional_transformation: Anything = said(None, "A transformation in Azure's own form.")


class RegistrationOptions(Section):
    name: Text = said(None, "Register the output as this dataset.")
    description: Text = said(None, "Description of the dataset.")
    tags: Mapped = said(None, "Tags of the dataset.")
    properties: Mapped = said(None, "Properties of the dataset.")
    dataset_registration_options: DatasetRegistration | None = said(None, "How it is read.")


class SourceGlobs(Section):
    glob_patterns: Texts = said(None, "Patterns of the files to upload.")


class UploadOptions(Section):
    overwrite: Flag = said(False, "Overwrite what is there.")
    source_globs: SourceGlobs | None = said(None, "Which files to upload.")


class MountOptions(Section):
    disable_metadata_cache: Flag = said(False, "Ask the datastore anew each time.")


class OutputOptions(Section):
    path_on_compute: Text = said(None, "Where the script writes.")
    registration_options: RegistrationOptions | None = said(None, "Register what was written as a dataset.")
    upload_options: UploadOptions | None = said(None, "How it is uploaded.")
    mount_options: MountOptions | None = said(None, "How it is mounted.")


class OutputPlace(Section):
    dataset: Mapped = said(None, "A dataset to register.")
    datapath: DataPath | None = said(None, "A path on a datastore.")


class DataOutput(Section):
    """`outputData.<name>`: what the script writes, and where it goes."""

    output_location: OutputPlace | None = said(None, "Where it goes: a path on a datastore.")
    mechanism: Text = said("upload", "upload, mount or link.")
    additional_options: OutputOptions | None = said(None, "Folder on the target, upload and registration.")
    environment_variable_name: Text = said(None, "The variable that tells the script where to write.")
