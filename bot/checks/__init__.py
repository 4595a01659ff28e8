"""What `muster doctor` and `muster init` look at, one file a subject. A look changes nothing."""
