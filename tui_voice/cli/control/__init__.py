"""The running app, obeying other programs of the same person: ``tui-voice ctl``."""
