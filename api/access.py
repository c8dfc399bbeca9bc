"""Who may do what: the promise of the three endpoints, which the tests hold them to.

LIST is GET of the list; POST goes to the list, the others to the record of `owner`.
Of the actors `staff` has is_staff alone, and `granted` the right api.add_author.
"""

ACCESS = {
    "/api/authors/": """
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
    """,
    "/api/authors_generic/": """
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      401   401  401    401
        user        200   200  200   200      201   403  403    403
        owner       200   200  200   200      201   403  403    403
        staff       200   200  200   200      201   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
    """,
    "/api/authors_viewset/": """
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      401   401  401    401
        user        200   200  200   200      201   403  403    403
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
    """,
}


def read(table: str) -> dict[str, dict[str, int]]:
    """The statuses of a table by actor and column.

    ValueError where it is ragged, or names an actor or a column twice.
    """
    header, *rows = (line.split() for line in table.strip().splitlines())
    found = {
        actor: dict(zip(header, map(int, statuses), strict=True))
        for actor, *statuses in rows
    }
    if len(found) < len(rows) or len(set(header)) < len(header):
        raise ValueError("An actor or a column is named twice.")
    return found
