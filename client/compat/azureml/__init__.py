"""The module that scripts written for Azure ML v1 import, answered by the run of a studio that they are in.

Written anew from what such scripts do and what is documented of it; nothing here is Microsoft's. The standard library alone,
Python 3.6 and later: it runs with whatever interpreter the script needs.
"""

import os
import sys

# Packages that share this name, such as azureml-dataprep or azureml-mlflow, stay importable beside it.
__path__ += [
    folder
    for folder in (os.path.join(entry or ".", "azureml") for entry in sys.path)
    if os.path.isdir(folder) and os.path.realpath(folder) not in [os.path.realpath(known) for known in __path__]
]
