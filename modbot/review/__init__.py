"""People decide: what is next, by when, with which evidence; the only room where a decision is made."""
