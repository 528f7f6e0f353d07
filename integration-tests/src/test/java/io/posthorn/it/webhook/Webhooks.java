package io.posthorn.it.webhook;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Topics with endpoints as their subscribers. */
final class Webhooks implements AutoCloseable {
    private static final Duration CONFIRMED = Duration.ofSeconds(60);

    private final SnsClient sns;
    private final SqsClient sqs;

    Webhooks(Endpoint endpoint) {
        this.sns = Clients.sns(endpoint);
        this.sqs = Clients.sqs(endpoint);
    }

    SnsClient sns() {
        return sns;
    }

    SqsClient sqs() {
        return sqs;
    }

    String newTopic() {
        return sns.createTopic(r -> r.name(Names.unique("hooks"))).topicArn();
    }

    /** The ARN of a topic that keeps order and tells duplicates by their content. */
    String newFifoTopic() {
        return sns.createTopic(r -> r.name(Names.unique("hooks") + ".fifo")
                        .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")))
                .topicArn();
    }

    /** The ARN of a subscription that waits for its confirmation. */
    String subscribe(String topic, String url, Map<String, String> attributes) {
        return sns.subscribe(r -> r.topicArn(topic)
                        .protocol(URI.create(url).getScheme())
                        .endpoint(url)
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    void awaitConfirmed(String topic, int subscriptions) {
        Awaitility.await("every subscription is confirmed")
                .atMost(CONFIRMED)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Integer.toString(subscriptions)
                        .equals(sns.getTopicAttributes(r -> r.topicArn(topic))
                                .attributes()
                                .get("SubscriptionsConfirmed")));
    }

    String publish(String topic, String message) {
        return sns.publish(r -> r.topicArn(topic).message(message)).messageId();
    }

    void publish(String fifoTopic, String group, String message) {
        sns.publish(r -> r.topicArn(fifoTopic).messageGroupId(group).message(message));
    }

    String newQueue() {
        return sqs.createQueue(r -> r.queueName(Names.unique("dead"))).queueUrl();
    }

    String arnOf(String queue) {
        return Objects.requireNonNull(
                sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    /** What is in the queue now, waiting a little for it. */
    List<String> bodies(String queue) {
        return sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(2)).messages().stream()
                .map(message -> message.body())
                .toList();
    }

    @Override
    public void close() {
        sns.close();
        sqs.close();
    }
}
