"""What a connection string gets from us."""

from psycopg.conninfo import conninfo_to_dict

from tijdlijn.store.pool import with_session_settings

URL = "postgresql://tijdlijn_index@/tijdlijn_index?host=/a%20b&passfile=/c%20d"


def test_a_url_keeps_what_it_says() -> None:
    assert conninfo_to_dict(URL).items() <= conninfo_to_dict(with_session_settings(URL)).items()


def test_what_a_url_sets_wins_over_our_time_outs() -> None:
    settled = conninfo_to_dict(
        with_session_settings(f"{URL}&connect_timeout=1&options=-c%20statement_timeout%3D1s")
    )
    options = str(settled["options"])
    assert options.index("statement_timeout=10s") < options.index("statement_timeout=1s")
    assert int(settled["connect_timeout"] or 0) == 1
