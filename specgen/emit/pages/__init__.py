"""One module per generated file: the plan of a package -> the view its template loops over."""
