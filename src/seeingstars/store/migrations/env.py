"""Run by Alembic: the migrations on the connection that `store.database.migrate` hands over."""

from alembic import context

from seeingstars.store.tables import METADATA

if hasattr(context, "config"):  # there is none where this file is merely imported
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_as_batch=True,
    )
    context.run_migrations()
