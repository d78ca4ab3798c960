"""Hyperparameter sweeps, as HyperDrive of Azure ML v1 defines them: what is asked for, what is tried, what is stopped."""
