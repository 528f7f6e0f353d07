package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Two products on one machine, with a port and a data folder each. */
@BlackBox
@StartsProcesses
class TwoInstancesIT {
    @Test
    void twoInstancesRunSideBySideAndShareNothing(Installation shared) {
        String name = Names.unique("side-by-side");
        try (StandaloneProcess another = StandaloneProcess.start("another")) {
            Endpoint here = shared.first();
            Endpoint there = another.installation().first();
            assertThat(there.uri()).isNotEqualTo(here.uri());
            try (SqsClient left = Clients.sqs(here);
                    SqsClient right = Clients.sqs(there)) {
                String leftUrl = left.createQueue(r -> r.queueName(name)).queueUrl();
                assertThat(right.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                        .isEmpty();

                String rightUrl = right.createQueue(r -> r.queueName(name)).queueUrl();
                left.sendMessage(r -> r.queueUrl(leftUrl).messageBody("left"));
                right.sendMessage(r -> r.queueUrl(rightUrl).messageBody("right"));

                assertThat(body(left, leftUrl)).isEqualTo("left");
                assertThat(body(right, rightUrl)).isEqualTo("right");
                assertThat(Counts.of(left, leftUrl).total()).isEqualTo(1);
                assertThat(Counts.of(right, rightUrl).total()).isEqualTo(1);
            }
        }
    }

    private static String body(SqsClient sqs, String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5))
                .messages()
                .getFirst()
                .body();
    }
}
