"""What was tried out."""
