"""Where a specification lies -> its files as text: a directory, a git revision, one file."""
