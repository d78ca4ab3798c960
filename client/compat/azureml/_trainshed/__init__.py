"""How the names of `azureml` are answered here. Scripts import none of this."""
