package io.posthorn.signer.edge;

import io.posthorn.signer.sigv4.Refusal;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;

/** The errors that the edge itself answers, with AWS's codes. */
final class EdgeErrors {
    private static final String CORAL = "com.amazon.coral.service#";

    static final ApiError ACCESS_DENIED = ApiError.sender(CORAL + "AccessDeniedException", "AccessDenied", 403);
    static final ApiError MISSING_TOKEN =
            ApiError.sender(CORAL + "MissingAuthenticationTokenException", "MissingAuthenticationToken", 403);
    static final ApiError INCOMPLETE_SIGNATURE =
            ApiError.sender(CORAL + "IncompleteSignatureException", "IncompleteSignature", 400);
    static final ApiError INVALID_TOKEN =
            ApiError.sender(CORAL + "UnrecognizedClientException", "InvalidClientTokenId", 403);
    static final ApiError SIGNATURE_MISMATCH =
            ApiError.sender(CORAL + "InvalidSignatureException", "SignatureDoesNotMatch", 403);
    static final ApiError UNKNOWN_SERVICE = ApiError.sender(CORAL + "UnknownOperationException", "InvalidAction", 400);
    static final ApiError BAD_METHOD = ApiError.sender(CORAL + "InvalidHttpMethodException", "InvalidHttpMethod", 405);
    static final ApiError BAD_EXPECTATION =
            ApiError.sender(CORAL + "ExpectationFailedException", "ExpectationFailed", 417);
    static final ApiError BAD_ADDRESS = ApiError.sender(CORAL + "InvalidUriException", "InvalidURI", 400);
    static final ApiError SQS_THROTTLED =
            ApiError.sender("com.amazonaws.sqs#RequestThrottled", "RequestThrottled", 403);
    static final ApiError THROTTLED = ApiError.sender(CORAL + "ThrottlingException", "Throttling", 400);
    static final ApiError YANDEX_THROTTLED = ApiError.sender(CORAL + "ThrottlingException", "ThrottlingException", 403);
    static final ApiError EXPIRED = ApiError.sender(CORAL + "RequestExpiredException", "RequestExpired", 400);
    static final ApiError UNAVAILABLE =
            ApiError.receiver(CORAL + "ServiceUnavailableException", "ServiceUnavailable", 503);
    static final ApiError INTERNAL_FAILURE = ApiError.receiver(CORAL + "InternalFailure", "InternalFailure", 500);

    private EdgeErrors() {}

    /** The answer to a request that was refused, as {@code dialect} words it; {@code resource} is what was asked for. */
    static ApiException of(Refusal refusal, Dialect dialect, String resource) {
        return switch (refusal.cause()) {
            case NO_CREDENTIALS ->
                dialect.service().equals(Dialect.SQS) && !dialect.isYandex()
                        ? ACCESS_DENIED.because("Access to the resource " + resource + " is denied.")
                        : MISSING_TOKEN.because(refusal.text());
            case INCOMPLETE -> INCOMPLETE_SIGNATURE.because(refusal.text());
            case UNKNOWN_KEY -> INVALID_TOKEN.because(refusal.text());
            case MISMATCH, SCOPE, UNSIGNED_HEADER -> SIGNATURE_MISMATCH.because(refusal.text());
            case EXPIRED, NOT_YET_CURRENT ->
                (dialect.isYandex() ? EXPIRED : SIGNATURE_MISMATCH).because(refusal.text());
        };
    }
}
