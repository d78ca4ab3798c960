"""Libraries of a cluster."""

from azureml._trainshed.ways import elsewhere

NAMES = "MavenLibrary PyPiLibrary EggLibrary JarLibrary RCranLibrary DatabricksCluster DatabricksSection"
globals().update(elsewhere(__name__, NAMES))
