package io.posthorn.wire;

/** How a request was written, and so how its answer or error must be. */
public enum Protocol {
    /** AWS JSON 1.0: POST, {@code X-Amz-Target}, {@code application/x-amz-json-1.0}. */
    AWS_JSON_1_0,
    /** AWS JSON 1.1: as 1.0 with {@code application/x-amz-json-1.1}. */
    AWS_JSON_1_1,
    /** AWS query: form or query parameters in, XML out. */
    AWS_QUERY,
    /** AWS query by GET with {@code Accept: application/json}: query parameters in, the same answer in JSON out. */
    AWS_QUERY_JSON,
    /** REST-JSON: the operation is the method and path. */
    REST_JSON
}
