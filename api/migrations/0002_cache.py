"""The table of the cache, so that setting a server up needs `migrate` alone."""

from django.core.management import call_command
from django.db import migrations

TABLE = "django_cache"


def create(apps, schema_editor):
    """Make the table where it is missing, whichever cache is in use today."""
    alias = schema_editor.connection.alias
    call_command("createcachetable", TABLE, database=alias, verbosity=0)


def drop(apps, schema_editor):
    """Take the table away."""
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    """Runs once; a cache elsewhere leaves the table empty."""

    dependencies = [("api", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
