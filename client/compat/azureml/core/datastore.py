"""Datastores whose folder is on this machine."""

from azureml._trainshed import ways
from azureml._trainshed.facts import facts
from azureml.data.datastore import FolderDatastore
from azureml.exceptions import UserErrorException

USUAL = "workspaceblobstore"  # the name of Azure ML's own default


class Datastore:
    """`Datastore(ws, name)` is `Datastore.get(ws, name)`."""

    def __new__(cls, workspace=None, name=None):
        return cls.get(workspace, name) if name else cls.get_default(workspace)

    @staticmethod
    def get(workspace, datastore_name, **kwargs):
        known = facts().get("datastores") or {}
        if datastore_name not in known:
            raise UserErrorException(
                "This run knows no datastore {!r} (it has {}): name it in the run configuration's dataReferences or data section.".format(
                    datastore_name, ", ".join(sorted(known)) or "none"
                )
            )
        return FolderDatastore(datastore_name, known[datastore_name])

    @staticmethod
    def get_default(workspace):
        known = list(facts().get("datastores") or {})
        default = facts().get("default_datastore") or (USUAL if USUAL in known or len(known) != 1 else known[0])
        return Datastore.get(workspace, default)

    @staticmethod
    def register_azure_blob_container(*args, **kwargs):
        ways.refuse("A datastore cannot be registered inside a run", ways.STUDIO)

    register_azure_file_share = register_azure_data_lake = register_azure_data_lake_gen2 = register_azure_blob_container
    register_azure_sql_database = register_azure_postgre_sql = register_azure_my_sql = register_dbfs = register_azure_blob_container
