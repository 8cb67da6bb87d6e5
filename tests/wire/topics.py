"""Calls of the topic and subscriber operations."""

from __future__ import annotations

from tests.wire import Call, samples

CALLS = (
    Call(
        "list_subscriber_logs",
        {"subscriber_id": "ada-orders", "queries": ['{"method":"limit","values":[1]}']},
        "/messaging/subscribers/ada-orders/logs",
        query=[("queries[]", '{"method":"limit","values":[1]}')],
        answer=samples.LOGS,
    ),
    Call(
        "list_topics",
        {
            "queries": ['{"method":"greaterThan","attribute":"pushTotal","values":[10]}'],
            "search": '"order updates"',
        },
        "/messaging/topics",
        query=[
            ("queries[]", '{"method":"greaterThan","attribute":"pushTotal","values":[10]}'),
            ("search", '"order updates"'),
        ],
        answer=samples.TOPICS,
    ),
    Call(
        "create_topic",
        {"topic_id": "orders", "name": "Orders", "subscribe": ["users", "team:staff/owner"]},
        "/messaging/topics",
        body={"topicId": "orders", "name": "Orders", "subscribe": ["users", "team:staff/owner"]},
        answer=samples.TOPIC,
    ),
    Call("get_topic", {"topic_id": "orders"}, "/messaging/topics/orders", answer=samples.TOPIC),
    Call(
        "update_topic",
        {"topic_id": "orders", "name": "All orders", "subscribe": []},
        "/messaging/topics/orders",
        body={"name": "All orders", "subscribe": []},
        answer=samples.TOPIC,
    ),
    Call("delete_topic", {"topic_id": "orders"}, "/messaging/topics/orders"),
    Call(
        "list_topic_logs",
        {"topic_id": "orders", "queries": ['{"method":"limit","values":[1]}']},
        "/messaging/topics/orders/logs",
        query=[("queries[]", '{"method":"limit","values":[1]}')],
        answer=samples.LOGS,
    ),
    Call(
        "list_subscribers",
        {
            "topic_id": "orders",
            "queries": ['{"method":"cursorAfter","values":["ada-orders"]}'],
            "search": "ada",
        },
        "/messaging/topics/orders/subscribers",
        query=[
            ("queries[]", '{"method":"cursorAfter","values":["ada-orders"]}'),
            ("search", "ada"),
        ],
        answer=samples.SUBSCRIBERS,
    ),
    Call(
        "create_subscriber",
        {"topic_id": "orders", "subscriber_id": "ada-orders", "target_id": "ada-phone"},
        "/messaging/topics/orders/subscribers",
        body={"subscriberId": "ada-orders", "targetId": "ada-phone"},
        answer=samples.SUBSCRIBER,
        credentials={"jwt": "a.user.token"},
    ),
    Call(
        "get_subscriber",
        {"topic_id": "orders", "subscriber_id": "ada-orders"},
        "/messaging/topics/orders/subscribers/ada-orders",
        answer=samples.SUBSCRIBER,
    ),
    Call(
        "delete_subscriber",
        {"topic_id": "orders", "subscriber_id": "ada-orders"},
        "/messaging/topics/orders/subscribers/ada-orders",
        credentials={"session": "a-session-secret"},
    ),
)
