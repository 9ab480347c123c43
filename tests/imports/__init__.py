"""The importers: good lines in, bad ones named, nothing else moved."""
