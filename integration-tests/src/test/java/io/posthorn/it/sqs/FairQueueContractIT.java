package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Installation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Fair queues: standard queues whose messages have a group, which is their tenant. */
@Contract
class FairQueueContractIT {
    private final Tenant tenant;

    FairQueueContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void aNoisyTenantsMessagesWaitUntilTheQuietOnesHaveGone() {
        String queue = queue();
        sendAs("noisy", queue, 60);
        assertThat(tenant.receiveAll(queue, 40)).hasSize(40);
        sendAs("quiet", queue, 3);
        sendAs("silent", queue, 2);

        assertThat(bodies(tenant.receive(queue)))
                .as("sent after the twenty that the noisy tenant still has")
                .startsWith("quiet-0", "quiet-1", "quiet-2", "silent-0", "silent-1")
                .hasSize(10)
                .endsWith("noisy-40", "noisy-41", "noisy-42", "noisy-43", "noisy-44");
    }

    @Test
    void ofSeveralNoisyTenantsTheOneWithTheFewestInFlightComesFirst() {
        String queue = queue();
        sendAs("loud", queue, 50);
        tenant.receiveAll(queue, 50);
        sendAs("louder", queue, 60);
        tenant.receiveAll(queue, 60);
        sendAs("louder", queue, 2);
        sendAs("loud", queue, 2);

        assertThat(tenants(tenant.receive(queue, 2, 0))).containsExactly("loud", "loud");
        assertThat(tenants(tenant.receive(queue))).containsExactly("louder", "louder");
    }

    @Test
    void tenantsBelowThirtyInFlightComeInTheOrderOfTheirSends() {
        String queue = queue();
        sendAs("one", queue, 29);
        tenant.receiveAll(queue, 20);
        sendAs("two", queue, 3);

        assertThat(tenants(tenant.receive(queue)))
                .containsExactly("one", "one", "one", "one", "one", "one", "one", "one", "one", "two");
    }

    @Test
    void messagesWithoutAGroupAreTenantsOfTheirOwn() {
        String queue = queue();
        tenant.send(queue, Tenant.names("alone-", 60));
        tenant.receiveAll(queue, 50);
        sendAs("late", queue, 1);

        assertThat(bodies(tenant.receive(queue))).hasSize(10).allMatch(body -> body.startsWith("alone-"));
        assertThat(bodies(tenant.receive(queue))).containsExactly("late-0");
    }

    @Test
    void theGroupIsShownAndNeitherOrdersNorLocks() {
        String queue = queue();
        sendAs("a", queue, 2);

        Message first = tenant.receive(queue, 1, 5).getFirst();
        Message second = tenant.receive(queue, 1, 5).getFirst();

        assertThat(tenants(List.of(first, second))).containsExactly("a", "a");
        assertThat(first.attributes())
                .doesNotContainKeys(
                        MessageSystemAttributeName.SEQUENCE_NUMBER,
                        MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID);
    }

    private String queue() {
        return tenant.queue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600"));
    }

    /** Sends {@code count} messages of a tenant, in their order. */
    private void sendAs(String group, String queue, int count) {
        tenant.sendInGroups(
                queue, IntStream.range(0, count).mapToObj(i -> group + '-' + i).toArray(String[]::new));
    }

    private static List<String> tenants(List<Message> messages) {
        return Tenant.system(messages, MessageSystemAttributeName.MESSAGE_GROUP_ID);
    }
}
