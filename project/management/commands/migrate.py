"""Django's own `migrate`, which a process that ends in the middle does not spoil."""

from contextlib import ExitStack

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import atomic


class WholeExecutor(MigrationExecutor):
    """Notes what is applied in the transaction that applies it.

    Django notes most of it only after that: a process that ends in between leaves
    tables which the next one would try to make again, and so would each one after it.
    """

    def apply_migration(self, state, migration, *args, **kwargs):
        """The state after it, as Django has it."""
        with ExitStack() as whole:
            if migration.atomic:
                # SQLite rebuilds tables without its constraints, which a transaction
                # cannot change.
                whole.enter_context(self.connection.constraint_checks_disabled())
                whole.enter_context(atomic(self.connection.alias))
            return super().apply_migration(state, migration, *args, **kwargs)


# The command has no other place to say which one it takes.
migrate.MigrationExecutor = WholeExecutor


class Command(migrate.Command):
    """`manage.py migrate`."""
