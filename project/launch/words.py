"""Words of .env that run.py and the settings must understand alike."""

YES, NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
