package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.process.JavaProcess;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What publishers were acknowledged reaches every subscribed queue, whoever dies on the way. */
@StartsProcesses
class FanOutIT {
    private static final int GROUPS = 4;
    private static final int PARTITIONS = 32;
    private static final Duration WARM = Duration.ofSeconds(40);
    private static final Duration BALANCED = Duration.ofSeconds(40);
    private static final Duration BACK = Duration.ofSeconds(60);

    /** The session of a dead replica, the rebalancing, and what a busy machine adds. */
    private static final Duration AFTER_A_CRASH = Duration.ofSeconds(20);

    @Test
    void replicasShareThePartitionsAndWhatOneDiesWithTheOtherDelivers() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                EmbeddedKafka kafka = EmbeddedKafka.temporary();
                SeparateServices services = SeparateServices.start(
                        "fanout",
                        new Stores(
                                postgres.jdbcUrl(),
                                postgres.reactiveUri(),
                                postgres.username(),
                                postgres.password(),
                                kafka.bootstrapServers()),
                        1,
                        2)) {
            Awaitility.await("both replicas read")
                    .atMost(BALANCED)
                    .until(() -> partitions(services.topics(0)) > 0
                            && partitions(services.topics(1)) > 0
                            && partitions(services.topics(0)) + partitions(services.topics(1)) == PARTITIONS);
            try (TopicLoad load = TopicLoad.start(services.installation().first(), GROUPS)) {
                load.awaitProgress(50, WARM);
                services.topics(0).kill();

                load.awaitProgress(100, BACK);
                List<String> broken = load.settle();
                System.out.println("FanOutIT replica killed: " + load.summary());
                assertThat(broken).isEmpty();
                assertThat(load.longestDelay()).isLessThan(AFTER_A_CRASH);
                assertThat(partitions(services.topics(1))).isEqualTo(PARTITIONS);
            }
            services.startTopicsAgain(0);
            Awaitility.await("the replica that came back reads")
                    .atMost(BALANCED)
                    .until(() -> partitions(services.topics(0)) > 0);
        }
    }

    @Test
    void aKillOfTheWholeProductLosesAndDoublesNothing() {
        try (StandaloneProcess posthorn = StandaloneProcess.start("fanout");
                TopicLoad load = TopicLoad.start(posthorn.installation().first(), GROUPS)) {
            load.awaitProgress(50, WARM);
            posthorn.kill();
            posthorn.startAgain();

            load.awaitProgress(50, BACK);
            List<String> broken = load.settle();
            System.out.println("FanOutIT product killed: " + load.summary());
            assertThat(broken).isEmpty();
        }
    }

    private static double partitions(JavaProcess replica) throws IOException {
        return replica.meter("posthorn_topic_fanout_partitions", "");
    }
}
