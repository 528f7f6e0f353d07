package io.posthorn.bench.load;

import io.posthorn.bench.http.Body;
import java.nio.ByteBuffer;

/** What one connection asks, and makes of the answers. For one thread. */
sealed interface Script permits SendScript, CycleScript {
    /** The next request; holds until the next call. */
    ByteBuffer next();

    /**
     * Takes the answer to the last request.
     *
     * @return whether a round is over
     * @throws RefusedException if it is not what the request asks for; the next request then begins a round
     */
    boolean take(int status, Body body) throws RefusedException;

    /** Begins a round with the next request, whatever came before. */
    void restart();

    /** A script of {@code scenario}. */
    static Script of(Scenario scenario, QueueCalls calls) {
        return scenario.isReceived()
                ? new CycleScript(calls, scenario.messages())
                : new SendScript(calls, scenario.messages());
    }

    /** Fails unless the answer says success. */
    static void requireSuccess(int status) throws RefusedException {
        if (status != 200) {
            throw new RefusedException("status " + status);
        }
    }
}
