package io.posthorn.standalone;

import io.posthorn.signer.identity.BootstrapKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a person reads when Posthorn is ready. A secret is shown only if everyone knows it. */
final class Welcome {
    private static final int SHOWN_KEYS = 5;

    private Welcome() {}

    static String text(StandaloneSettings settings, Duration started) {
        BootstrapKey first = settings.accounts().getFirst();
        String endpoint = settings.endpoint();
        String queue = endpoint + '/' + first.account() + "/hello";
        return """

                Posthorn is ready at %1$s (in %2$.1f s).
                  Data  %3$s
                %4$s

                Try it, in another terminal:
                  export AWS_ACCESS_KEY_ID=%5$s AWS_SECRET_ACCESS_KEY=%6$s AWS_DEFAULT_REGION=us-east-1
                  aws --endpoint-url %1$s sqs create-queue --queue-name hello
                  aws --endpoint-url %1$s sqs send-message --queue-url %7$s --message-body Hello
                  aws --endpoint-url %1$s sqs receive-message --queue-url %7$s --wait-time-seconds 5
                """.formatted(
                        endpoint,
                        started.toMillis() / 1000.0,
                        settings.dataFolder(),
                        keys(settings.accounts()),
                        first.accessKeyId(),
                        StandaloneSettings.isWellKnown(first) ? first.secret() : "…",
                        queue);
    }

    private static String keys(List<BootstrapKey> keys) {
        String shown = keys.stream().limit(SHOWN_KEYS).map(Welcome::line).collect(Collectors.joining("\n"));
        int more = keys.size() - SHOWN_KEYS;
        return more > 0 ? shown + "\n        and " + more + " more" : shown;
    }

    private static String line(BootstrapKey key) {
        String line = "  Key   " + key.accessKeyId() + " of account " + key.account();
        return StandaloneSettings.isWellKnown(key) ? line + ", secret " + key.secret() : line;
    }
}
