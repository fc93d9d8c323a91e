"""The only place with tasks: inbox → step → perform."""
