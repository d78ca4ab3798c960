"""The process behind `make run`: starts Valkey, the web and the worker, watches them, stops them. Standard library only,
for it stays in memory as long as the studio runs."""
