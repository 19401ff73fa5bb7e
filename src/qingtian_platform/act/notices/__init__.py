"""One outbox for all that the platform tells others: mails, webhooks, short messages."""
