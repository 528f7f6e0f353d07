package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.DataProtectionPolicy;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.attribute.TopicTags;
import io.posthorn.topic.catalog.CreateResult;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.catalog.TopicProfile;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;

/** Creates a topic, or answers the one that is there already when it is as asked. */
final class CreateTopic extends SnsOperation<CreateTopicInput, CreateTopicOutput> {
    static final OperationShape<CreateTopicInput, CreateTopicOutput> SHAPE =
            new OperationShape<>("CreateTopic", CreateTopicInput.class, CreateTopicOutput.class);

    private final SnsContext sns;

    CreateTopic(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<CreateTopicOutput> answer(Call call, CreateTopicInput input) {
        String name = input.name();
        if (name == null) {
            throw SnsErrors.missing("name");
        }
        TopicKey key = new TopicKey(
                call.account(),
                call.region(),
                TopicName.parse(name).orElseThrow(() -> SnsErrors.invalid("Topic Name")));
        TopicAttributes attributes = TopicAttributes.forCreate(key, input.attributes());
        Map<String, String> tags = TopicTags.of(Tags.given(input.tags()));
        Optional<String> dataProtection =
                Optional.ofNullable(input.dataProtectionPolicy()).filter(text -> !text.isEmpty());
        dataProtection.ifPresent(DataProtectionPolicy::checked);
        return sns.catalog(key)
                .create(key, new TopicProfile(attributes, tags, dataProtection))
                .map(result -> new CreateTopicOutput(created(result, attributes, tags, dataProtection)));
    }

    private static String created(
            CreateResult result,
            TopicAttributes attributes,
            Map<String, String> tags,
            Optional<String> dataProtection) {
        return switch (result) {
            case CreateResult.Created(TopicDescription topic) ->
                topic.key().arn().toString();
            case CreateResult.Existing(TopicDescription topic) -> {
                if (!topic.attributes().sameAs(attributes)) {
                    throw TopicAttributes.different();
                }
                if (!TopicTags.same(topic.profile().tags(), tags)) {
                    throw TopicTags.different();
                }
                if (dataProtection.isPresent()
                        && !dataProtection.equals(topic.profile().dataProtection())) {
                    throw SnsErrors.invalid(
                            "DataProtectionPolicy", "Topic already exists with different data protection policy");
                }
                yield topic.key().arn().toString();
            }
            case CreateResult.TooMany() ->
                throw SnsErrors.TOPIC_LIMIT_EXCEEDED.because("Topic limit exceeded for this account");
        };
    }
}
