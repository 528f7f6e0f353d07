package io.posthorn.it.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What calls that are made once, and by a client that repeats them, came to. */
final class Attempts {
    /** What a call was answered that succeeded. */
    static final String OK = "200";

    /** What a call came to whose connection was refused, broke, or stayed silent. */
    static final String NO_ANSWER = "no answer";

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<Long>> successes = new ConcurrentHashMap<>();

    /** A call about {@code queue} succeeded just now. */
    void succeeded(String queue) {
        counts.merge(OK, 1, Integer::sum);
        successes.computeIfAbsent(queue, _ -> new ConcurrentLinkedQueue<>()).add(System.nanoTime());
    }

    /** A call failed just now. */
    void failed(Throwable failure) {
        counts.merge(name(failure), 1, Integer::sum);
    }

    private static String name(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return name(failure.getCause());
        }
        if (failure instanceof AwsServiceException answer) {
            AwsErrorDetails details = answer.awsErrorDetails();
            return answer.statusCode() + (details == null ? "" : " " + details.errorCode());
        }
        return failure instanceof SdkClientException ? NO_ANSWER : failure.toString();
    }

    /** How often each answer came, such as {@code 503 ServiceUnavailable}. */
    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** How often a call succeeded. */
    int succeeded() {
        return counts.getOrDefault(OK, 0);
    }

    /** The longest time from {@code since} on in which a queue had no success, of the queue where it was longest. */
    Duration longestGap(long since) {
        long longest = 0;
        for (ConcurrentLinkedQueue<Long> times : successes.values()) {
            List<Long> sorted = new ArrayList<>(times);
            sorted.sort((a, b) -> Long.signum(a - b));
            long last = since;
            for (long time : sorted) {
                if (time - since > 0) {
                    longest = Math.max(longest, time - last);
                    last = time;
                }
            }
        }
        return Duration.ofNanos(longest);
    }
}
