"""What the server's worker does after a call: find the recipients, and hand the message to providers."""

from __future__ import annotations

from collections.abc import Iterator

from .state import Delivery, Message, Provider, State, Target


def deliver(state: State) -> list[Message]:
    """Deliver every message whose time has come, oldest first, and return them."""
    due = [message for message in state.messages.values() if _is_due(state, message)]
    for message in due:
        _deliver(state, message)
    return due


def _is_due(state: State, message: Message) -> bool:
    if message.status == "scheduled":
        return message.scheduled is not None and message.scheduled <= state.clock.now
    return message.status == "processing"


def _deliver(state: State, message: Message) -> None:
    targets = [
        target for target in _recipients(state, message) if target.channel == message.channel
    ]
    enabled = [
        provider
        for provider in state.providers.values()
        if provider.enabled and provider.channel == message.channel
    ]
    message.updated = state.clock.now
    if not targets or not enabled:
        missing = "enabled provider" if targets else "valid recipients"
        message.errors = [f"No {missing} found."]
        message.status = "failed"
        return
    sent, errors = _send(state, message, targets, enabled)
    state.outbox += sent
    message.errors = errors
    message.total = len(sent)
    message.delivered = state.clock.now
    message.status = "failed" if errors else "sent"


def _recipients(state: State, message: Message) -> Iterator[Target]:
    for subscriber in state.subscribers.values():
        if subscriber.topic_id in message.topics:
            yield subscriber.target
    for target in state.targets.values():
        if target.user_id in message.users or target.id in message.targets:
            yield target


def _send(
    state: State, message: Message, targets: list[Target], enabled: list[Provider]
) -> tuple[list[Delivery], list[str]]:
    """Hand the message to each provider once per address; what reached whom, and what went wrong."""
    by_id = {provider.id: provider for provider in enabled}
    addressed: dict[tuple[str, str], tuple[Provider, Target]] = {}
    for target in targets:
        provider = by_id.get(target.provider_id or "", enabled[0])
        addressed.setdefault((provider.id, target.identifier), (provider, target))
    sent: list[Delivery] = []
    errors: dict[str, None] = {}
    for provider, target in addressed.values():
        if fault := state.undeliverable.get(provider.id):
            errors[f"Failed sending to targets with error: {fault}"] = None
        elif fault := state.undeliverable.get(target.identifier):
            errors[f"Failed sending to target {target.identifier} with error: {fault}"] = None
        else:
            sent.append(_delivery(state, message, provider, target))
    return sent, list(errors)


def _delivery(state: State, message: Message, provider: Provider, target: Target) -> Delivery:
    def addresses(name: str) -> tuple[str, ...]:
        ids: list[str] = message.data.get(name, [])
        return tuple(state.targets[id].identifier for id in ids if id in state.targets)

    return Delivery(
        message_id=message.id,
        channel=message.channel,
        provider_id=provider.id,
        provider=provider.service,
        target_id=target.id,
        user_id=target.user_id,
        identifier=target.identifier,
        data=dict(message.data),
        cc=addresses("cc"),
        bcc=addresses("bcc"),
        at=state.clock.now,
    )
