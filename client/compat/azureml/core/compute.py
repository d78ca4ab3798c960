"""Compute targets belong to the studio."""

from azureml._trainshed.ways import STUDIO, elsewhere

NAMES = (
    "ComputeTarget AmlCompute ComputeInstance RemoteCompute HDInsightCompute DatabricksCompute DataFactoryCompute "
    "BatchCompute AksCompute KubernetesCompute SynapseCompute"
)
globals().update(elsewhere(__name__, NAMES, STUDIO))
