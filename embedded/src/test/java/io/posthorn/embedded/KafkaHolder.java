package io.posthorn.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that runs a broker on a folder until it is killed. */
final class KafkaHolder {
    private KafkaHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka kafka =
                EmbeddedKafka.builder().dataFolder(Path.of(arguments[0])).start();
        System.out.println(kafka.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
