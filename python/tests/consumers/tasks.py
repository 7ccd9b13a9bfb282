"""A Celery application: a task that creates a contact, and retries by `retryable` and `outcome`."""

from __future__ import annotations

import functools
import os

import chat44mp
from celery import Celery, Task

app = Celery("tasks", broker="memory://", backend=os.environ.get("CELERY_BACKEND", "cache+memory://"))
app.conf.update(task_serializer="json", result_serializer="json", accept_content=["json"])


@functools.cache
def client() -> chat44mp.Client:
    """The client of this worker, which all its tasks share."""
    return chat44mp.Client(max_retries=0)  # Celery retries.


@app.task(bind=True, max_retries=3)
def create_contact(self: Task, group_id: int, email: str, phone_number: str) -> int:
    try:
        return client().contacts.create(group_id=group_id, email=email, phone_number=phone_number)
    except chat44mp.Chat44mpError as error:
        # "unknown": the contact may have been created, so a retry could create another one.
        if error.retryable and error.outcome != "unknown":
            raise self.retry(exc=error, countdown=error.retry_after or 0) from error
        raise
