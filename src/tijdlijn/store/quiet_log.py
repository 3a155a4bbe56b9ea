"""What PostgreSQL may write into its own log: nothing that comes from a query.

Its messages quote values (`invalid input syntax … "123456782"`, `Key (…)=(…) already exists`) and statements.
So only the server's own messages (LOG, FATAL, PANIC) are written, tersely: that leaves out DETAIL, CONTEXT
and every ERROR, which the client gets anyway (architecture.md §5, "Nobody's number leaks").
"""

QUIET_LOG = {
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
