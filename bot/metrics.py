"""What the bot counts about itself, for Prometheus; never anything that names a person or quotes a text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

updates = Counter("tirubot_updates", "Updates that came in, by kind.", ["kind"], registry=REGISTRY)
replies = Counter("tirubot_replies", "Replies by their status and by how sending ended.", ["status", "delivery"],
                  registry=REGISTRY)
thinking = Histogram("tirubot_thinking_seconds", "Seconds from an update's turn to the finished reply.",
                     buckets=_SECONDS, registry=REGISTRY)
replying = Histogram("tirubot_reply_seconds", "Seconds from an update's turn until its reply was sent.",
                     buckets=_SECONDS, registry=REGISTRY)
telegram_errors = Counter("tirubot_telegram_errors", "Failures while fetching updates, by kind.", ["kind"],
                          registry=REGISTRY)
refused_webhooks = Counter("tirubot_refused_webhooks", "Webhook calls that were refused, by reason.", ["reason"],
                           registry=REGISTRY)
reload_failures = Counter("tirubot_reload_failures", "Edits of the knowledge base that could not be loaded.",
                          registry=REGISTRY)
inbox_updates = Gauge("tirubot_inbox_updates", "Updates that wait for a reply.", registry=REGISTRY)
inbox_oldest = Gauge("tirubot_inbox_oldest_seconds", "Seconds for which the oldest waiting update has waited.",
                     registry=REGISTRY)
database_waiting = Gauge("tirubot_database_waiting_seconds", "Seconds for which the database has taken nothing.",
                         registry=REGISTRY)
last_contact = Gauge("tirubot_last_contact_timestamp_seconds", "When updates were last fetched from or brought by "
                     "Telegram, as Unix time.", registry=REGISTRY)
knowledge = Gauge("tirubot_knowledge_info", "The knowledge base that answers, in a label.", ["version"],
                  registry=REGISTRY)


def page() -> bytes:
    """Write all metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)
