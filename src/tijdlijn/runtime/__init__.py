"""What every process needs to run: configuration, log events, time, TLS, an HTTP client and a server.

Nothing here knows what a study is. The rooms above get their tools from here, so that trust, time limits and
silence about patients are settled once.
"""
