"""The checker: grades any solution of this lab, anywhere, over HTTP alone."""
