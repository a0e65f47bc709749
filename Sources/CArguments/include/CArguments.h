// Nothing to call: see CArguments.c.
