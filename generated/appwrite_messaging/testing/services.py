"""The ten services a provider can stand for: what each asks for, keeps and needs.

Where the real server cannot create an MSG91 provider enabled, because it asks for a sender that cannot be given,
the stand-in can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .state import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, told by names of parameters with blanks between.

    Attributes:
        create, update: the parameters besides ID and name, in the order the server checks them.
        credentials, options: what goes where in the provider, in the order of the answer.
        needs, keeps: what must be there, and not empty, to create or update a provider enabled.
        defaults: what is stored although it was not given.
    """

    channel: Channel
    create: str
    update: str
    credentials: str
    options: str = ""
    needs: str
    keeps: str
    defaults: Mapping[str, object] = field(default_factory=dict[str, object])


SENDER = "fromName fromEmail replyToName replyToEmail"
_NO_SENDER: Mapping[str, object] = dict.fromkeys(SENDER.split(), "")


def _sms(credentials: str) -> Service:
    return Service(
        channel="sms",
        create=f"from {credentials} enabled",
        update=f"enabled {credentials} from",
        credentials=credentials,
        options="from",
        needs=f"{credentials} from",
        keeps=f"{credentials} from",
    )


SERVICES: Mapping[str, Service] = {
    "mailgun": Service(
        channel="email",
        create=f"apiKey domain isEuRegion {SENDER} enabled",
        update=f"apiKey domain isEuRegion enabled {SENDER}",
        credentials="isEuRegion apiKey domain",
        options=SENDER,
        needs="isEuRegion apiKey domain fromEmail",
        keeps="isEuRegion apiKey domain",
        defaults=_NO_SENDER,
    ),
    "sendgrid": Service(
        channel="email",
        create=f"apiKey {SENDER} enabled",
        update=f"enabled apiKey {SENDER}",
        credentials="apiKey",
        options=SENDER,
        needs="apiKey fromEmail",
        keeps="apiKey",
        defaults=_NO_SENDER,
    ),
    "smtp": Service(
        channel="email",
        create=f"host port username password encryption autoTLS mailer {SENDER} enabled",
        update=f"host port username password encryption autoTLS mailer {SENDER} enabled",
        credentials="port username password host",
        options=f"{SENDER} encryption autoTLS mailer",
        needs="host fromEmail",
        keeps="host fromEmail",
        defaults={
            "port": 587,
            "username": "",
            "password": "",
            **_NO_SENDER,
            "encryption": "",
            "autoTLS": True,
            "mailer": "",
        },
    ),
    "msg91": Service(
        channel="sms",
        create="templateId senderId authKey enabled",
        update="enabled templateId senderId authKey",
        credentials="templateId senderId authKey",
        needs="templateId senderId authKey",
        keeps="templateId senderId authKey",
    ),
    "telesign": _sms("customerId apiKey"),
    "textmagic": _sms("username apiKey"),
    "twilio": _sms("accountSid authToken"),
    "vonage": _sms("apiKey apiSecret"),
    "fcm": Service(
        channel="push",
        create="serviceAccountJSON enabled",
        update="enabled serviceAccountJSON",
        credentials="serviceAccountJSON",
        needs="serviceAccountJSON",
        keeps="serviceAccountJSON",
    ),
    "apns": Service(
        channel="push",
        create="authKey authKeyId teamId bundleId sandbox enabled",
        update="enabled authKey authKeyId teamId bundleId sandbox",
        credentials="authKey authKeyId teamId bundleId",
        options="sandbox",
        needs="authKey authKeyId teamId bundleId",
        keeps="authKey authKeyId teamId bundleId",
        defaults={"sandbox": False},
    ),
}
