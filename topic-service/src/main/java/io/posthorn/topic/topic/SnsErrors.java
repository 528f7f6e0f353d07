package io.posthorn.topic.topic;

import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;

/** The errors that the SNS API declares. Their texts are the service's own, as its callers see them. */
public final class SnsErrors {
    private static final String SNS = "com.amazonaws.sns#";
    private static final String CORAL = "com.amazon.coral.service#";
    private static final String INVALID = "Invalid parameter: ";

    public static final ApiError INVALID_PARAMETER = sns("InvalidParameter", 400);
    public static final ApiError PARAMETER_VALUE_INVALID = sns("ParameterValueInvalid", 400);
    public static final ApiError VALIDATION_ERROR = sns("ValidationError", 400);
    public static final ApiError BATCH_ENTRY_IDS_NOT_DISTINCT = sns("BatchEntryIdsNotDistinct", 400);
    public static final ApiError BATCH_REQUEST_TOO_LONG = sns("BatchRequestTooLong", 400);
    public static final ApiError EMPTY_BATCH_REQUEST = sns("EmptyBatchRequest", 400);
    public static final ApiError INVALID_BATCH_ENTRY_ID = sns("InvalidBatchEntryId", 400);
    public static final ApiError TOO_MANY_ENTRIES_IN_BATCH_REQUEST = sns("TooManyEntriesInBatchRequest", 400);
    public static final ApiError INVALID_STATE = sns("InvalidState", 400);
    public static final ApiError TAG_LIMIT_EXCEEDED = sns("TagLimitExceeded", 400);
    public static final ApiError AUTHORIZATION_ERROR = sns("AuthorizationError", 403);
    public static final ApiError FILTER_POLICY_LIMIT_EXCEEDED = sns("FilterPolicyLimitExceeded", 403);
    public static final ApiError REPLAY_LIMIT_EXCEEDED = sns("ReplayLimitExceeded", 403);
    public static final ApiError SUBSCRIPTION_LIMIT_EXCEEDED = sns("SubscriptionLimitExceeded", 403);
    public static final ApiError TOPIC_LIMIT_EXCEEDED = sns("TopicLimitExceeded", 403);
    public static final ApiError NOT_FOUND = sns("NotFound", 404);
    public static final ApiError RESOURCE_NOT_FOUND = sns("ResourceNotFound", 404);
    public static final ApiError UNKNOWN_ACTION = coral("UnknownOperationException", "InvalidAction", 400);
    public static final ApiError MISSING_ACTION = coral("MissingActionException", "MissingAction", 400);
    public static final ApiError MALFORMED_INPUT = coral("SerializationException", "MalformedQueryString", 400);

    private SnsErrors() {}

    /** A parameter's value is not one that it may have: {@code Invalid parameter: } and {@code what}. */
    public static ApiException invalid(String what) {
        return INVALID_PARAMETER.because(INVALID + what);
    }

    /** A parameter's value is not one that it may have, with the service's reason. */
    public static ApiException invalid(String parameter, String reason) {
        return invalid(parameter + " Reason: " + reason);
    }

    /** The topic is not there. */
    public static ApiException topicNotFound() {
        return NOT_FOUND.because("Topic does not exist");
    }

    /** The subscription is not there. */
    public static ApiException subscriptionNotFound() {
        return NOT_FOUND.because("Subscription does not exist");
    }

    /** The topic of a tag action is not there. */
    public static ApiException resourceNotFound() {
        return RESOURCE_NOT_FOUND.because("Resource does not exist");
    }

    /** A required member of the input is absent, as the service's front door says it; {@code member} as in the model. */
    public static ApiException missing(String member) {
        return VALIDATION_ERROR.because("1 validation error detected: Value null at '" + member
                + "' failed to satisfy constraint: Member must not be null");
    }

    private static ApiError sns(String code, int status) {
        return ApiError.sender(SNS + code, code, status);
    }

    private static ApiError coral(String name, String queryCode, int status) {
        return ApiError.sender(CORAL + name, queryCode, status);
    }
}
