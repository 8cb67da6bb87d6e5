"""The operations on topics and their subscribers.

Where the real server fails on any cursor in the list of topics, the stand-in turns the page. Where it removes the
subscribers of a deleted topic a moment later, the stand-in does so at once.
"""

from __future__ import annotations

from .auth import check_subscribe
from .call import Call
from .errors import RefusedError
from .lists import Listing, Row, page
from .queries import SUBSCRIBERS, TOPICS
from .state import Json, Subscriber, Topic

LISTING = Listing("Topic", "topics", TOPICS)
SUBSCRIBER_LISTING = Listing("Subscriber", "subscribers", SUBSCRIBERS)


def list_all(call: Call) -> Json:
    rows = [Row(topic.json(), topic.words()) for topic in call.state.topics.values()]
    return page(LISTING, call.values, rows)


def create(call: Call) -> Json:
    id = call.own_id("topicId")
    if id in call.state.topics:
        raise RefusedError("topic_already_exists")
    topic = Topic(
        id=id,
        created=call.now,
        updated=call.now,
        name=call.values["name"],
        subscribe=call.values.get("subscribe", ["users"]),
    )
    call.state.topics[id] = topic
    return topic.json()


def get(call: Call) -> Json:
    return _topic(call).json()


def update(call: Call) -> Json:
    topic = _topic(call)
    topic.name = call.values.get("name", topic.name)
    topic.subscribe = call.values.get("subscribe", topic.subscribe)
    topic.updated = call.now
    return topic.json()


def delete(call: Call) -> None:
    topic = _topic(call)
    for subscriber in [*call.state.subscribers.values()]:
        if subscriber.topic_id == topic.id:
            call.state.remove_subscriber(subscriber)
    del call.state.topics[topic.id]


def list_subscribers(call: Call) -> Json:
    topic = _topic(call)
    rows = [
        Row(subscriber.json(), subscriber.words()) for subscriber in call.state.subscribers.values()
    ]
    return page(
        SUBSCRIBER_LISTING,
        call.values,
        rows,
        lambda json: json["topicId"] == topic.id and may_see(call, json["userId"]),
    )


def create_subscriber(call: Call) -> Json:
    """Any target can be subscribed by anyone who may subscribe: whose it is does not matter."""
    state = call.state
    topic = _topic(call)
    check_subscribe(call.caller, topic.subscribe)
    target = call.find(state.targets, "targetId", "user_target_not_found")
    id = call.own_id("subscriberId")
    taken = id in state.subscribers or any(
        other.target is target and other.topic_id == topic.id
        for other in state.subscribers.values()
    )
    if taken:
        raise RefusedError("subscriber_already_exists")
    subscriber = Subscriber(
        id=id,
        created=call.now,
        updated=call.now,
        target=target,
        user_name=state.users[target.user_id].name,
        topic_id=topic.id,
    )
    state.subscribers[id] = subscriber
    topic.totals[target.channel] += 1
    return subscriber.json()


def get_subscriber(call: Call) -> Json:
    return _subscriber(call).json()


def delete_subscriber(call: Call) -> None:
    call.state.remove_subscriber(_subscriber(call))


def may_see(call: Call, user_id: str) -> bool:
    """A user sees the subscribers that are theirs, a key all of them."""
    user = call.caller.user
    return call.caller.trusted or (user is not None and user.id == user_id)


def _topic(call: Call) -> Topic:
    return call.find(call.state.topics, "topicId", "topic_not_found")


def _subscriber(call: Call) -> Subscriber:
    topic = _topic(call)
    subscriber = call.find(call.state.subscribers, "subscriberId", "subscriber_not_found")
    if subscriber.topic_id != topic.id or not may_see(call, subscriber.target.user_id):
        raise RefusedError("subscriber_not_found")
    return subscriber
