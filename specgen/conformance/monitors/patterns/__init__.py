"""Rules of clauses -> monitors: each module is one pattern, with its `NAME` and its function `derive`."""
