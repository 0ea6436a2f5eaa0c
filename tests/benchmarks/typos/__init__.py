"""A labelled set of mistyped and of rare but right mail domains, made here and not out of the finder's own lists."""
