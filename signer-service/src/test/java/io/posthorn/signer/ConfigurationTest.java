package io.posthorn.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.signer.edge.EdgeConfig;
import io.posthorn.signer.identity.IdentityConfig;
import io.posthorn.signer.notification.NotificationKeysConfig;
import io.posthorn.signer.throttle.ThrottleConfig;
import io.posthorn.signer.upstream.UpstreamConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    @Test
    void theEdgeTrustsNoProxyByDefault() {
        EdgeConfig config = configured().getConfigMapping(EdgeConfig.class);

        assertThat(config.trustForwardedHeaders()).isFalse();
        assertThat(config.forwardingProxies()).isEqualTo(1);
        assertThat(config.yandex().hosts()).isEmpty();
        assertThat(config.yandex().accounts()).isEmpty();
        assertThat(config.maxBodyBytes()).isEqualTo(4 * 1024 * 1024);
        assertThat(config.signingKeys()).isEqualTo(10_000);
    }

    @Test
    void theEdgeTakesWhatIsSet() {
        EdgeConfig config = configured(
                        "posthorn.signer.trust-forwarded-headers", "true",
                        "posthorn.signer.max-body-bytes", "1000",
                        "posthorn.signer.signing-keys", "5")
                .getConfigMapping(EdgeConfig.class);

        assertThat(config.trustForwardedHeaders()).isTrue();
        assertThat(config.maxBodyBytes()).isEqualTo(1000);
        assertThat(config.signingKeys()).isEqualTo(5);
    }

    @Test
    void theEdgeKnowsWhomTheQueueServiceAnswersAsYandexCloudDoes() {
        EdgeConfig config = configured(
                        "posthorn.queue.yandex.accounts", "b1gfolder,b1gother",
                        "posthorn.queue.yandex.hosts", "message-queue.example")
                .getConfigMapping(EdgeConfig.class);

        assertThat(config.yandex().callers().include(new AccountId("b1gother"), "http://localhost:4566"))
                .isTrue();
        assertThat(config.yandex().callers().include("https://message-queue.example"))
                .isTrue();
        assertThat(config.yandex().callers().include("http://localhost:4566")).isFalse();
    }

    @Test
    void queuesHaveNoQuotaUnlessItIsSet() {
        assertThat(configured()
                        .getConfigMapping(ThrottleConfig.class)
                        .yandex()
                        .toQuota()
                        .isOn())
                .isFalse();
        assertThat(configured("posthorn.signer.throttle.yandex.fifo", "30")
                        .getConfigMapping(ThrottleConfig.class)
                        .yandex()
                        .toQuota()
                        .isOn())
                .isTrue();
    }

    @Test
    void thereAreNoKeysAndNoOperatorByDefault() {
        IdentityConfig config = configured().getConfigMapping(IdentityConfig.class);

        assertThat(config.bootstrap().accounts()).isEmpty();
        assertThat(config.admin().token()).isEmpty();
        assertThat(config.allowInsecureDefaults()).isFalse();
        assertThat(config.refresh()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void identitiesTakeWhatIsSet() {
        IdentityConfig config = configured(
                        "posthorn.signer.bootstrap.accounts", "1:a:b,2:c:d",
                        "posthorn.signer.admin.token", "t",
                        "posthorn.signer.allow-insecure-defaults", "true",
                        "posthorn.signer.refresh", "5s")
                .getConfigMapping(IdentityConfig.class);

        assertThat(config.bootstrap().accounts()).hasValue("1:a:b,2:c:d");
        assertThat(config.admin().token()).hasValue("t");
        assertThat(config.allowInsecureDefaults()).isTrue();
        assertThat(config.refresh()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aLongPollFitsIntoTheDefaultDeadline() {
        UpstreamConfig config = configured().getConfigMapping(UpstreamConfig.class);

        assertThat(config.upstreams()).isEmpty();
        assertThat(config.upstream().deadline()).isGreaterThan(Duration.ofSeconds(20));
        assertThat(config.upstream().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.upstream().connections()).isEqualTo(512);
        assertThat(config.upstream().waiting()).isEqualTo(1024);
        assertThat(config.upstream().shards()).isEqualTo(64);
        assertThat(config.upstream().maxAnswerBytes()).isEqualTo(64 * 1024 * 1024);
    }

    @Test
    void upstreamsAreSetByService() {
        UpstreamConfig config = configured(
                        "posthorn.signer.upstreams.sqs", "http://a:1,http://b:2",
                        "posthorn.queue.shards", "16",
                        "posthorn.signer.upstream.deadline", "40s")
                .getConfigMapping(UpstreamConfig.class);

        assertThat(config.upstreams().get("sqs")).containsExactly("http://a:1", "http://b:2");
        assertThat(config.upstream().shards()).isEqualTo(16);
        assertThat(config.upstream().deadline()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void certificatesAreGoodForTheRegionsOfAwsAndYandexCloudByDefault() {
        NotificationKeysConfig config = configured().getConfigMapping(NotificationKeysConfig.class);

        assertThat(config.regions())
                .contains("us-east-1", "eu-central-1", "ru-central1")
                .doesNotHaveDuplicates();
    }

    @Test
    void certificatesAreGoodForTheRegionsThatAreSet() {
        NotificationKeysConfig config = configured("posthorn.signer.notification-keys.regions", "a-1,b-2")
                .getConfigMapping(NotificationKeysConfig.class);

        assertThat(config.regions()).containsExactly("a-1", "b-2");
    }

    private static SmallRyeConfig configured(String... properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(EdgeConfig.class)
                .withMapping(IdentityConfig.class)
                .withMapping(ThrottleConfig.class)
                .withMapping(NotificationKeysConfig.class)
                .withMapping(UpstreamConfig.class);
        for (int i = 0; i < properties.length; i += 2) {
            builder.withDefaultValue(properties[i], properties[i + 1]);
        }
        return builder.build();
    }
}
