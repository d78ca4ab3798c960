"""Azure ML v1's `azureml.train` for this studio."""
