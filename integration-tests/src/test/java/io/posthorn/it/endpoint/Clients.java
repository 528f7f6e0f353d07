package io.posthorn.it.endpoint;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK's clients, which know nothing but an {@link Endpoint}. */
public final class Clients {
    /** Longer than the longest long poll. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(40);

    private Clients() {}

    /** A blocking client that repeats failed calls as the SDK does by default. */
    public static SqsClient sqs(Endpoint endpoint) {
        return configured(SqsClient.builder(), endpoint)
                .overrideConfiguration(limits().build())
                .build();
    }

    /** A blocking client that makes each call once. */
    public static SqsClient sqsWithoutRepeats(Endpoint endpoint) {
        return configured(SqsClient.builder(), endpoint)
                .overrideConfiguration(limits().retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    /** A client for many calls at the same time, each of which is made once. */
    public static SqsAsyncClient sqsOnce(Endpoint endpoint, int connections) {
        return configured(SqsAsyncClient.builder(), endpoint)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(connections)
                        .maxPendingConnectionAcquires(10_000)
                        .connectionAcquisitionTimeout(CALL_LIMIT))
                .overrideConfiguration(limits().retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    /** A blocking client of topics that repeats failed calls as the SDK does by default. */
    public static SnsClient sns(Endpoint endpoint) {
        return configured(SnsClient.builder(), endpoint)
                .overrideConfiguration(limits().build())
                .build();
    }

    /** A client of topics for many calls at the same time, each of which is made once. */
    public static SnsAsyncClient snsOnce(Endpoint endpoint, int connections) {
        return configured(SnsAsyncClient.builder(), endpoint)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(connections)
                        .maxPendingConnectionAcquires(10_000)
                        .connectionAcquisitionTimeout(CALL_LIMIT))
                .overrideConfiguration(limits().retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .build())
                .build();
    }

    public static StsClient sts(Endpoint endpoint) {
        return configured(StsClient.builder(), endpoint)
                .overrideConfiguration(limits().build())
                .build();
    }

    private static ClientOverrideConfiguration.Builder limits() {
        return ClientOverrideConfiguration.builder().apiCallTimeout(CALL_LIMIT);
    }

    private static <B extends AwsClientBuilder<B, C>, C> B configured(B builder, Endpoint endpoint) {
        return builder.endpointOverride(endpoint.uri())
                .region(Region.of(endpoint.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(endpoint.accessKeyId(), endpoint.secret())));
    }
}
