package io.posthorn.topic.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.topic.catalog.KnownTopics;
import io.posthorn.topic.catalog.Subscriptions;
import io.posthorn.topic.catalog.TopicCatalog;
import io.posthorn.topic.catalog.TopicCatalogs;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.catalog.TopicProfile;
import io.posthorn.topic.publish.Publisher;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicArn;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What every action works with.
 *
 * @param catalogs topics and subscriptions on record
 * @param known topics in memory
 * @param ids new ids, no two alike
 */
public record SnsContext(
        TopicCatalogs catalogs,
        KnownTopics known,
        Publisher publisher,
        Confirmations confirmations,
        EndpointSecrets secrets,
        TokenSeal tokens,
        SnsOptions options,
        PublishMeters meters,
        Supplier<UUID> ids,
        Clock clock) {
    public SnsContext {
        Objects.requireNonNull(catalogs);
        Objects.requireNonNull(known);
        Objects.requireNonNull(publisher);
        Objects.requireNonNull(confirmations);
        Objects.requireNonNull(secrets);
        Objects.requireNonNull(tokens);
        Objects.requireNonNull(options);
        Objects.requireNonNull(meters);
        Objects.requireNonNull(ids);
        Objects.requireNonNull(clock);
    }

    /** The topics of the account that owns {@code topic}. */
    TopicCatalog catalog(TopicKey topic) {
        return catalogs.forAccount(topic.account());
    }

    /** The subscriptions to {@code account}'s topics. */
    Subscriptions subscriptions(AccountId account) {
        return catalogs.forAccount(account).subscriptions();
    }

    /** The topic that TopicArn names, which must be of the call's region. */
    static TopicKey topic(Call call, @Nullable String topicArn) {
        return named(call, topicArn, "TopicArn");
    }

    /** The topic that TopicArn names, or NotFound. */
    Uni<TopicDescription> find(Call call, @Nullable String topicArn) {
        return find(topic(call, topicArn));
    }

    /** The topic that TargetArn names, or NotFound. */
    Uni<TopicDescription> target(Call call, String targetArn) {
        return find(named(call, targetArn, "TargetArn"));
    }

    private Uni<TopicDescription> find(TopicKey key) {
        return known.find(key).map(found -> found.orElseThrow(SnsErrors::topicNotFound));
    }

    /** The topic that ResourceArn names. */
    static TopicKey resource(Call call, @Nullable String resourceArn) {
        return named(call, resourceArn, "ResourceArn");
    }

    /** The topic that ResourceArn names, or {@code otherwise}. */
    Uni<TopicDescription> resource(Call call, @Nullable String resourceArn, Supplier<ApiException> otherwise) {
        return known.find(resource(call, resourceArn)).map(found -> found.orElseThrow(otherwise));
    }

    /** Changes the topic, or fails with NotFound. */
    Uni<Nothing> changed(TopicKey key, UnaryOperator<TopicProfile> change) {
        return changed(key, change, SnsErrors::topicNotFound).replaceWith(Nothing.NOTHING);
    }

    /** Changes the topic's tags, or fails with ResourceNotFound. */
    Uni<Void> tagged(TopicKey key, UnaryOperator<Map<String, String>> change) {
        return changed(key, profile -> profile.withTags(change.apply(profile.tags())), SnsErrors::resourceNotFound)
                .replaceWithVoid();
    }

    private Uni<TopicDescription> changed(
            TopicKey key, UnaryOperator<TopicProfile> change, Supplier<ApiException> otherwise) {
        return catalog(key)
                .update(key, change)
                .invoke(() -> known.forget(key))
                .map(changed -> changed.orElseThrow(otherwise));
    }

    private static TopicKey named(Call call, @Nullable String arn, String parameter) {
        if (arn == null || arn.isEmpty()) {
            throw SnsErrors.invalid(parameter, "no value for required parameter");
        }
        TopicKey key = TopicArn.parse(arn, parameter);
        if (!key.region().equals(call.region())) {
            throw SnsErrors.invalid(parameter);
        }
        return key;
    }
}
