package io.posthorn.signer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Sends requests that AWS's own signer signed. */
final class SignedClient {
    private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length", "connection", "expect");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String keyId;
    private final String secret;
    private final Clock clock;

    SignedClient(URI endpoint, String keyId, String secret) {
        this(endpoint, keyId, secret, Clock.systemUTC());
    }

    SignedClient(URI endpoint, String keyId, String secret, Clock clock) {
        this.endpoint = endpoint;
        this.keyId = keyId;
        this.secret = secret;
        this.clock = clock;
    }

    HttpResponse<String> json(String action, String body) throws IOException, InterruptedException {
        return send(jsonRequest(action, body));
    }

    HttpRequest jsonRequest(String action, String body) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "AmazonSQS." + action);
        return signed(request, body, "sqs", AwsV4FamilyHttpSigner.AuthLocation.HEADER);
    }

    HttpResponse<String> form(String service, String body) throws IOException, InterruptedException {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        return send(signed(request, body, service, AwsV4FamilyHttpSigner.AuthLocation.HEADER));
    }

    HttpResponse<String> presignedGet(String pathAndQuery) throws IOException, InterruptedException {
        SdkHttpFullRequest.Builder request =
                SdkHttpFullRequest.builder().method(SdkHttpMethod.GET).uri(endpoint.resolve(pathAndQuery));
        return send(signed(request, "", "sqs", AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest signed(
            SdkHttpFullRequest.Builder request,
            String body,
            String service,
            AwsV4FamilyHttpSigner.AuthLocation location) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean presigned = location == AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING;
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> {
            sign.identity(AwsCredentialsIdentity.create(keyId, secret))
                    .request(request.build())
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                    .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, location)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock);
            if (presigned) {
                sign.putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1));
            } else {
                sign.payload(ContentStreamProvider.fromByteArray(bytes));
            }
        });
        SdkHttpRequest sent = signed.request();
        HttpRequest.Builder http = HttpRequest.newBuilder(sent.getUri())
                .method(
                        sent.method().name(),
                        presigned
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(bytes));
        sent.forEachHeader((name, values) -> {
            if (!SET_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> http.header(name, value));
            }
        });
        return http.build();
    }
}
