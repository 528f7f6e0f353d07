package io.posthorn.queue.queue;

import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;

/** The errors that the SQS API declares. Their texts are the service's own, as its callers see them. */
public final class SqsErrors {
    /** How much of a value an error's text repeats, in characters. */
    private static final int MAX_SHOWN = 1024;

    private static final String SQS = "com.amazonaws.sqs#";
    private static final String CORAL = "com.amazon.coral.service#";
    private static final String QUERY = "AWS.SimpleQueueService.";

    public static final ApiError QUEUE_DOES_NOT_EXIST = sqs("QueueDoesNotExist", QUERY + "NonExistentQueue", 400);
    public static final ApiError QUEUE_NAME_EXISTS = sqs("QueueNameExists", "QueueAlreadyExists", 400);
    public static final ApiError QUEUE_DELETED_RECENTLY = prefixed("QueueDeletedRecently", 400);
    public static final ApiError PURGE_QUEUE_IN_PROGRESS = prefixed("PurgeQueueInProgress", 403);
    public static final ApiError OVER_LIMIT = plain("OverLimit", 403);
    public static final ApiError REQUEST_THROTTLED = plain("RequestThrottled", 403);
    public static final ApiError INVALID_ATTRIBUTE_NAME = plain("InvalidAttributeName", 400);
    public static final ApiError INVALID_ATTRIBUTE_VALUE = plain("InvalidAttributeValue", 400);
    public static final ApiError INVALID_MESSAGE_CONTENTS = plain("InvalidMessageContents", 400);
    public static final ApiError INVALID_ID_FORMAT = plain("InvalidIdFormat", 400);
    public static final ApiError MESSAGE_NOT_INFLIGHT = prefixed("MessageNotInflight", 400);
    public static final ApiError EMPTY_BATCH_REQUEST = prefixed("EmptyBatchRequest", 400);
    public static final ApiError TOO_MANY_ENTRIES_IN_BATCH_REQUEST = prefixed("TooManyEntriesInBatchRequest", 400);
    public static final ApiError BATCH_ENTRY_IDS_NOT_DISTINCT = prefixed("BatchEntryIdsNotDistinct", 400);
    public static final ApiError INVALID_BATCH_ENTRY_ID = prefixed("InvalidBatchEntryId", 400);
    public static final ApiError BATCH_REQUEST_TOO_LONG = prefixed("BatchRequestTooLong", 400);
    public static final ApiError UNSUPPORTED_OPERATION = prefixed("UnsupportedOperation", 400);
    public static final ApiError RESOURCE_NOT_FOUND = plain("ResourceNotFoundException", 404);
    public static final ApiError INVALID_ADDRESS = plain("InvalidAddress", 404);
    public static final ApiError INVALID_SECURITY = plain("InvalidSecurity", 403);
    public static final ApiError INVALID_PARAMETER_VALUE =
            coral("InvalidParameterValueException", "InvalidParameterValue", 400);
    public static final ApiError MISSING_PARAMETER =
            coral("MissingRequiredParameterException", "MissingParameter", 400);
    public static final ApiError UNKNOWN_ACTION = coral("UnknownOperationException", "InvalidAction", 400);
    public static final ApiError MISSING_ACTION = coral("MissingActionException", "MissingAction", 400);
    public static final ApiError MALFORMED_INPUT = coral("SerializationException", "MalformedInput", 400);

    private static final ApiError RECEIPT_HANDLE_IS_INVALID_AWS = handle(Dialect.AWS);
    private static final ApiError RECEIPT_HANDLE_IS_INVALID_YANDEX = handle(Dialect.YANDEX);
    private static final ApiError ACCESS_DENIED_AWS = denied(Dialect.AWS);
    private static final ApiError ACCESS_DENIED_YANDEX = denied(Dialect.YANDEX);

    private SqsErrors() {}

    /** A receipt handle that no receive of this queue gave. */
    public static ApiError receiptHandleIsInvalid(Dialect dialect) {
        return switch (dialect) {
            case AWS -> RECEIPT_HANDLE_IS_INVALID_AWS;
            case YANDEX -> RECEIPT_HANDLE_IS_INVALID_YANDEX;
        };
    }

    /** The caller may not do this to that queue. */
    public static ApiError accessDenied(Dialect dialect) {
        return switch (dialect) {
            case AWS -> ACCESS_DENIED_AWS;
            case YANDEX -> ACCESS_DENIED_YANDEX;
        };
    }

    /** The queue is not there; the two protocols word it differently. */
    public static ApiException queueDoesNotExist() {
        return QUEUE_DOES_NOT_EXIST.because(
                "The specified queue does not exist.", "The specified queue does not exist for this wsdl version.");
    }

    /** A required parameter was left out. */
    public static ApiException missingParameter(String parameter) {
        return MISSING_PARAMETER.because(missing(parameter));
    }

    /** The text of a required parameter's absence, for where it is answered with another error. */
    public static String missing(String parameter) {
        return "The request must contain the parameter " + parameter + ".";
    }

    /** A parameter's value is not one that it may have. */
    public static ApiException invalidParameter(String value, String parameter, String reason) {
        return INVALID_PARAMETER_VALUE.because(
                "Value " + shown(value) + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    /** Queues have no such attribute. */
    public static ApiException unknownAttribute(String name) {
        return INVALID_ATTRIBUTE_NAME.because("Unknown Attribute " + name + ".");
    }

    /** A receipt handle that no receive of this queue gave. */
    public static ApiException receiptHandleIsInvalid(Dialect dialect, String handle) {
        return receiptHandleIsInvalid(dialect)
                .because("The input receipt handle \"" + shown(handle) + "\" is not a valid receipt handle.");
    }

    /** A parameter that the other type of queue has. */
    public static ApiException notForThisQueueType(String value, String parameter) {
        return invalidParameter(
                value, parameter, "The request include parameter that is not valid for this queue type.");
    }

    private static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
    }

    private static ApiError plain(String name, int status) {
        return sqs(name, name, status);
    }

    private static ApiError prefixed(String name, int status) {
        return sqs(name, QUERY + name, status);
    }

    private static ApiError sqs(String name, String queryCode, int status) {
        return ApiError.sender(SQS + name, queryCode, status);
    }

    private static ApiError coral(String name, String queryCode, int status) {
        return ApiError.sender(CORAL + name, queryCode, status);
    }

    private static ApiError handle(Dialect dialect) {
        return plain("ReceiptHandleIsInvalid", dialect.receiptHandleIsInvalidStatus());
    }

    private static ApiError denied(Dialect dialect) {
        return coral("AccessDeniedException", dialect.accessDeniedCode(), dialect.accessDeniedStatus());
    }
}
