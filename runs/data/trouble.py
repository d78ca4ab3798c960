NO_STORE = "there is no datastore called {name} in this workspace. Make one of that name on the page Data, or change {field}."
NO_DEFAULT = "{field} is not set, and this workspace has no default datastore. Name one, or set a default on the page Data."
NOT_WRITABLE = "{store} is a web address, which can be read alone. Choose a datastore that can be written to."
NO_DATASET = "there is no data set called {name}{version} in this workspace. Register it on the page Data, or change dataLocation.dataset."
NO_DATASET_ID = (
    "there is no data set with the id {id} in this workspace; ids of Azure ML mean nothing here. Register the data on the page Data, "
    "and name it in dataLocation.dataset.name."
)
NO_DATASET_NAME = (
    "its registrationOptions give no name that a data set can have: letters, digits, spaces, '_', '-' and '.', at most 250 of them. "
    "Choose another one."
)


class Trouble(Exception):
    """A sentence without its subject, which whoever catches it puts in front."""
