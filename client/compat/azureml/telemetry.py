"""Nothing is sent to anybody."""


def set_diagnostics_collection(send_diagnostics=True, verbosity=None):
    pass
