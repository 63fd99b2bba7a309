"""One module per generated test file: the plan of a package -> the view its template loops over."""
