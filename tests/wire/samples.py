"""Bodies as an Appwrite 1.6 server sends them, each with the object it must become."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.wire import Sample

_CREATED = {
    "$createdAt": "2024-10-15T06:38:00.000+00:00",
    "$updatedAt": "2024-10-15T06:38:01.250+00:00",
}
_CREATED_AT = {
    "created_at": datetime(2024, 10, 15, 6, 38, tzinfo=UTC),
    "updated_at": datetime(2024, 10, 15, 6, 38, 1, 250_000, tzinfo=UTC),
}


def _sample(type: str, id: str, json: dict[str, Any], attributes: dict[str, Any]) -> Sample:
    """An object with the three members that all stored objects have."""
    return Sample({"$id": id, **_CREATED, **json}, type, {"id": id, **_CREATED_AT, **attributes})


def _list(type: str, member: str, *items: Sample, total: int) -> Sample:
    return Sample(
        {"total": total, member: [item.json for item in items]},
        type,
        {"total": total, member: [item.attributes for item in items]},
    )


# --- messages --------------------------------------------------------------------------------------------------------

EMAIL = _sample(
    "EmailMessage",
    "welcome-ada",
    {
        "providerType": "email",
        "topics": ["newcomers"],
        "users": [],
        "targets": ["ada-mail"],
        "scheduledAt": "2030-01-31T09:00:00.000+00:00",
        "deliveredAt": None,
        "deliveryErrors": [],
        "deliveredTotal": 0,
        "data": {
            "subject": "Welcome, Ada 👋",
            "content": "<p>Good to have you.</p>",
            "html": True,
            "cc": ["grace-mail"],
            "bcc": [],
            "attachments": [{"bucketId": "files", "fileId": "guide.pdf"}],
        },
        "status": "scheduled",
    },
    {
        "provider_type": "email",
        "topics": ["newcomers"],
        "users": [],
        "targets": ["ada-mail"],
        "scheduled_at": datetime(2030, 1, 31, 9, tzinfo=UTC),
        "delivered_at": None,
        "delivery_errors": [],
        "delivered_total": 0,
        "data": {
            "subject": "Welcome, Ada 👋",
            "content": "<p>Good to have you.</p>",
            "html": True,
            "cc": ["grace-mail"],
            "bcc": [],
            "attachments": [{"bucket_id": "files", "file_id": "guide.pdf"}],
        },
        "status": "scheduled",
    },
)

SMS = _sample(
    "SmsMessage",
    "code-ada",
    {
        "providerType": "sms",
        "topics": [],
        "users": ["ada"],
        "targets": [],
        "scheduledAt": None,
        "deliveredAt": "2024-10-15T06:38:04.006+00:00",
        "deliveryErrors": ["Failed sending to target +12065550100 with error: Blocked"],
        "deliveredTotal": 2,
        "data": {"content": "Your code is 4711."},
        "status": "failed",
    },
    {
        "provider_type": "sms",
        "topics": [],
        "users": ["ada"],
        "targets": [],
        "scheduled_at": None,
        "delivered_at": datetime(2024, 10, 15, 6, 38, 4, 6_000, tzinfo=UTC),
        "delivery_errors": ["Failed sending to target +12065550100 with error: Blocked"],
        "delivered_total": 2,
        "data": {"content": "Your code is 4711."},
        "status": "failed",
    },
)

PUSH = _sample(
    "PushMessage",
    "shipped-42",
    {
        "providerType": "push",
        "topics": ["orders"],
        "users": [],
        "targets": [],
        "scheduledAt": None,
        "deliveredAt": None,
        "deliveryErrors": [],
        "deliveredTotal": 0,
        "data": {
            "title": "On its way",
            "body": "Order 42 has left the house.",
            "data": {"order": 42, "tags": ["a", None]},
            "action": "/orders/42",
            "image": {
                "bucketId": "images",
                "fileId": "box",
                "url": "https://appwrite.example.com/v1/storage/buckets/images/files/box/push?project=shop&jwt=e30",
            },
            "sound": "default",
            "badge": "3",
        },
        "status": "processing",
    },
    {
        "provider_type": "push",
        "topics": ["orders"],
        "users": [],
        "targets": [],
        "scheduled_at": None,
        "delivered_at": None,
        "delivery_errors": [],
        "delivered_total": 0,
        "data": {
            "title": "On its way",
            "body": "Order 42 has left the house.",
            "data": {"order": 42, "tags": ["a", None]},
            "action": "/orders/42",
            "image": {
                "bucket_id": "images",
                "file_id": "box",
                "url": "https://appwrite.example.com/v1/storage/buckets/images/files/box/push?project=shop&jwt=e30",
            },
            "sound": "default",
            "badge": "3",
        },
        "status": "processing",
    },
)

MESSAGES = _list("MessageList", "messages", EMAIL, SMS, PUSH, total=3)
NO_MESSAGES = _list("MessageList", "messages", total=0)


# --- providers -------------------------------------------------------------------------------------------------------


def _provider(
    provider: str,
    type: str,
    credentials: tuple[dict[str, Any] | list[Any], dict[str, Any] | list[Any]],
    options: tuple[dict[str, Any] | list[Any], dict[str, Any] | list[Any]] = ([], []),
    enabled: bool = True,
) -> Sample:
    """A provider; credentials and options each as (JSON, attributes). Empty ones arrive as an empty array."""
    common = {"name": f"Our {provider}", "provider": provider, "enabled": enabled, "type": type}
    return _sample(
        f"{provider.capitalize()}Provider",
        f"{provider}-1",
        {**common, "credentials": credentials[0], "options": options[0]},
        {**common, "credentials": credentials[1], "options": options[1]},
    )


_SENDER = (
    {"fromName": "Shop", "fromEmail": "shop@example.com", "replyToName": "", "replyToEmail": ""},
    {
        "from_name": "Shop",
        "from_email": "shop@example.com",
        "reply_to_name": "",
        "reply_to_email": "",
    },
)
_NUMBER = ({"from": "+12065550100"}, {"from_": "+12065550100"})
_ACCOUNT = {"type": "service_account", "project_id": "shop", "private_key": "-----BEGIN"}

MAILGUN = _provider(
    "mailgun",
    "email",
    (
        {"isEuRegion": True, "apiKey": "key-1", "domain": "mg.example.com"},
        {"is_eu_region": True, "api_key": "key-1", "domain": "mg.example.com"},
    ),
    _SENDER,
)
SENDGRID = _provider("sendgrid", "email", ({"apiKey": "SG.1"}, {"api_key": "SG.1"}), _SENDER)
SMTP = _provider(
    "smtp",
    "email",
    (
        {
            "port": 587,
            "username": "shop",
            "password": "pass",
            "host": "mail.example.com:25;spare.example.com",
        },
        {
            "port": 587,
            "username": "shop",
            "password": "pass",
            "host": "mail.example.com:25;spare.example.com",
        },
    ),
    (
        {**_SENDER[0], "encryption": "tls", "autoTLS": True, "mailer": "Shop mailer"},
        {**_SENDER[1], "encryption": "tls", "auto_tls": True, "mailer": "Shop mailer"},
    ),
)
MSG91 = _provider(
    "msg91",
    "sms",
    (
        {"templateId": "t1", "senderId": "SHOP", "authKey": "auth"},
        {"template_id": "t1", "sender_id": "SHOP", "auth_key": "auth"},
    ),
    enabled=False,
)
TELESIGN = _provider(
    "telesign",
    "sms",
    ({"customerId": "c1", "apiKey": "k1"}, {"customer_id": "c1", "api_key": "k1"}),
    _NUMBER,
)
TEXTMAGIC = _provider(
    "textmagic",
    "sms",
    ({"username": "shop", "apiKey": "k1"}, {"username": "shop", "api_key": "k1"}),
    _NUMBER,
)
TWILIO = _provider(
    "twilio",
    "sms",
    ({"accountSid": "AC1", "authToken": "t"}, {"account_sid": "AC1", "auth_token": "t"}),
    _NUMBER,
)
VONAGE = _provider(
    "vonage",
    "sms",
    ({"apiKey": "k1", "apiSecret": "s1"}, {"api_key": "k1", "api_secret": "s1"}),
    _NUMBER,
)
FCM = _provider(
    "fcm", "push", ({"serviceAccountJSON": _ACCOUNT}, {"service_account_json": _ACCOUNT})
)
EMPTY_FCM = _provider("fcm", "push", ([], []), enabled=False)
APNS = _provider(
    "apns",
    "push",
    (
        {
            "authKey": "-----BEGIN",
            "authKeyId": "K1",
            "teamId": "T1",
            "bundleId": "com.example.shop",
        },
        {
            "auth_key": "-----BEGIN",
            "auth_key_id": "K1",
            "team_id": "T1",
            "bundle_id": "com.example.shop",
        },
    ),
    ({"sandbox": True}, {"sandbox": True}),
)
PROVIDERS = _list("ProviderList", "providers", MAILGUN, EMPTY_FCM, APNS, total=3)


# --- topics, subscribers, targets, logs ------------------------------------------------------------------------------

TOPIC = _sample(
    "Topic",
    "orders",
    {
        "name": "Orders",
        "emailTotal": 1,
        "smsTotal": 0,
        "pushTotal": 12,
        "subscribe": ["users", "team:staff/owner"],
    },
    {
        "name": "Orders",
        "email_total": 1,
        "sms_total": 0,
        "push_total": 12,
        "subscribe": ["users", "team:staff/owner"],
    },
)
TOPICS = _list("TopicList", "topics", TOPIC, total=1)

TARGET = _sample(
    "Target",
    "ada-phone",
    {
        "name": "",
        "userId": "ada",
        "providerId": None,
        "providerType": "sms",
        "identifier": "+12065550100",
    },
    {
        "name": "",
        "user_id": "ada",
        "provider_id": None,
        "provider_type": "sms",
        "identifier": "+12065550100",
    },
)
TARGETS = _list("TargetList", "targets", TARGET, total=1)

SUBSCRIBER = _sample(
    "Subscriber",
    "ada-orders",
    {
        "targetId": "ada-phone",
        "target": TARGET.json,
        "userId": "ada",
        "userName": "Ada Lovelace",
        "topicId": "orders",
        "providerType": "sms",
    },
    {
        "target_id": "ada-phone",
        "target": TARGET.attributes,
        "user_id": "ada",
        "user_name": "Ada Lovelace",
        "topic_id": "orders",
        "provider_type": "sms",
    },
)
SUBSCRIBERS = _list("SubscriberList", "subscribers", SUBSCRIBER, total=1)

_LOG = Sample(
    {
        "event": "message.update",
        "userId": "ada",
        "userEmail": "ada@example.com",
        "userName": "Ada Lovelace",
        "mode": "default",
        "ip": "192.0.2.7",
        "time": "2024-10-15T06:38:00.000+00:00",
        "osCode": "LIN",
        "osName": "GNU/Linux",
        "osVersion": "",
        "clientType": "browser",
        "clientCode": "FF",
        "clientName": "Firefox",
        "clientVersion": "131.0",
        "clientEngine": "Gecko",
        "clientEngineVersion": "131.0",
        "deviceName": "desktop",
        "deviceBrand": "",
        "deviceModel": "",
        "countryCode": "--",
        "countryName": "Unknown",
    },
    "Log",
    {
        "event": "message.update",
        "user_id": "ada",
        "user_email": "ada@example.com",
        "user_name": "Ada Lovelace",
        "mode": "default",
        "ip": "192.0.2.7",
        "time": datetime(2024, 10, 15, 6, 38, tzinfo=UTC),
        "os_code": "LIN",
        "os_name": "GNU/Linux",
        "os_version": "",
        "client_type": "browser",
        "client_code": "FF",
        "client_name": "Firefox",
        "client_version": "131.0",
        "client_engine": "Gecko",
        "client_engine_version": "131.0",
        "device_name": "desktop",
        "device_brand": "",
        "device_model": "",
        "country_code": "--",
        "country_name": "Unknown",
    },
)
LOGS = _list("LogList", "logs", _LOG, total=1)
