"""Pictures of the local workspace for the README and the docs, taken anew by `make pictures`."""
