"""The refusals of the server: type, status and message of each."""

from __future__ import annotations

ERRORS = {
    "general_argument_invalid": (400, "The request contains one or more invalid arguments."),
    "general_query_invalid": (400, "The query's syntax is invalid."),
    "general_cursor_not_found": (400, "The cursor is invalid."),
    "message_missing_target": (
        400,
        "Message with the requested ID has no recipients (topics or users or targets).",
    ),
    "message_target_not_email": (400, "Message with the target ID is not an email target."),
    "message_target_not_sms": (400, "Message with the target ID is not an SMS target."),
    "message_target_not_push": (400, "Message with the target ID is not a push target."),
    "message_already_processing": (
        400,
        "Message with the requested ID is already being processed.",
    ),
    "message_already_sent": (400, "Message with the requested ID has already been sent."),
    "message_already_failed": (400, "Message with the requested ID has already failed."),
    "message_already_scheduled": (
        400,
        "Message with the requested ID has already been scheduled for delivery.",
    ),
    "provider_incorrect_type": (400, "Provider with the requested ID is of the incorrect type."),
    "provider_missing_credentials": (
        400,
        "Provider with the requested ID is missing credentials.",
    ),
    "storage_file_type_unsupported": (400, "The given file extension is not supported."),
    "general_unauthorized_scope": (401, "The current user or API key lacks the required scope."),
    "general_access_forbidden": (
        401,
        "No Appwrite project was specified. Please specify your project ID when initializing your Appwrite SDK.",
    ),
    "user_jwt_invalid": (401, "Failed to verify JWT."),
    "user_unauthorized": (401, "The current user is not authorized to do this."),
    "user_blocked": (
        401,
        "The current user has been blocked. You can unblock the user by making a request to the User API's \"Update User Status\" endpoint or in the Appwrite Console's Auth section.",
    ),
    "project_key_expired": (
        401,
        "The project key has expired. Please generate a new key using the Appwrite console.",
    ),
    "api_key_expired": (
        401,
        "The dynamic API key has expired. Please don't use dynamic API keys for more than duration of the execution.",
    ),
    "general_unknown_origin": (403, "The request originated from an unknown origin."),
    "general_service_disabled": (
        403,
        "The requested service is disabled. You can enable the service from the Appwrite console.",
    ),
    "general_api_disabled": (
        403,
        "The requested API is disabled. You can enable the API from the Appwrite console.",
    ),
    "user_api_key_and_session_set": (403, "API key and session used in the same request"),
    "general_route_not_found": (
        404,
        "The requested route was not found. Please refer to the API docs and try again.",
    ),
    "project_not_found": (
        404,
        "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to ensure the correct project ID is being used.",
    ),
    "message_not_found": (404, "Message with the requested ID could not be found."),
    "provider_not_found": (404, "Provider with the requested ID could not be found."),
    "topic_not_found": (404, "Topic with the request ID could not be found."),
    "subscriber_not_found": (404, "Subscriber with the request ID could not be found."),
    "user_target_not_found": (404, "The target could not be found."),
    "schedule_not_found": (404, "Schedule with the requested ID could not be found."),
    "storage_bucket_not_found": (404, "Storage bucket with the requested ID could not be found."),
    "storage_file_not_found": (404, "The requested file could not be found."),
    "provider_already_exists": (409, "Provider with the requested ID already exists."),
    "topic_already_exists": (409, "Topic with the request ID already exists."),
    "subscriber_already_exists": (409, "Subscriber with the request ID already exists."),
    "document_already_exists": (
        409,
        "Document with the requested ID already exists. Try again with a different ID or use ID.unique() to generate a unique ID.",
    ),
    "general_rate_limit_exceeded": (
        429,
        "Rate limit for the current endpoint has been exceeded. Please try again after some time.",
    ),
    "general_unknown": (500, "Server Error"),
}
"""Every type the stand-in can answer with: its status, and the message unless a case has words of its own."""


class RefusedError(Exception):
    """The server says no: an error type of ``ERRORS``, and the message if it is not the usual one."""

    def __init__(self, type: str, message: str = "") -> None:
        self.type = type
        self.status, usual = ERRORS[type]
        self.message = message or usual
        super().__init__(self.message)
