package io.posthorn.it.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that are signed by the SDK's signer at any time, and sent by a plain HTTP client, once. */
public final class SignedRequests implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Endpoint endpoint;

    public SignedRequests(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** An operation of SQS in AWS JSON 1.0, signed at {@code time} in its headers. */
    public HttpResponse<String> json(String action, String body, Instant time) {
        return json(action, body, time, Map.of());
    }

    /** The same with headers that a proxy adds after the signature. */
    public HttpResponse<String> json(String action, String body, Instant time, Map<String, String> added) {
        SdkHttpRequest request = request(SdkHttpMethod.POST, "/")
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "AmazonSQS." + action)
                .build();
        SdkHttpRequest.Builder signed = signed(request, body, time, AuthLocation.HEADER).toBuilder();
        added.forEach(signed::putHeader);
        return send(signed.build(), body);
    }

    /** The same without a signature. */
    public HttpResponse<String> unsigned(String action, String body) {
        return send(
                request(SdkHttpMethod.POST, "/")
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .putHeader("X-Amz-Target", "AmazonSQS." + action)
                        .build(),
                body);
    }

    /** An operation of SQS, sent to a service with a {@code token} that is to pass for an edge's. */
    public HttpResponse<String> withCallToken(URI service, String token, String action, String body) {
        return send(
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(service.resolve("/"))
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .putHeader("X-Amz-Target", "AmazonSQS." + action)
                        .putHeader("Posthorn-Call", token)
                        .build(),
                body);
    }

    /** The URL of an operation of SQS that anybody may GET for {@code lifetime} from {@code time}. */
    public URI presigned(String path, String action, Instant time, Duration lifetime) {
        return presigned(path, action, Map.of(), time, lifetime);
    }

    /** The same with more parameters. */
    public URI presigned(String path, String action, Map<String, String> parameters, Instant time, Duration lifetime) {
        SdkHttpRequest.Builder builder = request(SdkHttpMethod.GET, path)
                .putRawQueryParameter("Action", action)
                .putRawQueryParameter("Version", "2012-11-05");
        parameters.forEach(builder::putRawQueryParameter);
        SdkHttpRequest request = builder.build();
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(identity())
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sqs")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, lifetime)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request()
                .getUri();
    }

    /** The answer to a GET of {@code uri}, which nobody signs. */
    public HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).timeout(LIMIT).build());
    }

    /** The answer to a GET of {@code uri}, when it comes. */
    public CompletableFuture<HttpResponse<String>> getLater(URI uri) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private SdkHttpRequest.Builder request(SdkHttpMethod method, String path) {
        return SdkHttpRequest.builder().method(method).uri(endpoint.uri().resolve(path));
    }

    private SdkHttpRequest signed(SdkHttpRequest request, String body, Instant time, AuthLocation location) {
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(identity())
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sqs")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, location)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request();
    }

    private AwsCredentialsIdentity identity() {
        return AwsCredentialsIdentity.create(endpoint.accessKeyId(), endpoint.secret());
    }

    private HttpResponse<String> send(SdkHttpRequest request, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getUri())
                .timeout(LIMIT)
                .method(request.method().name(), HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        request.forEachHeader((name, values) -> {
            // The client writes these itself, with the values that were signed.
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        return send(builder.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + endpoint.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
