package io.posthorn.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreOutageTest {
    private static PgException refused(String state) {
        return new PgException("refused", "ERROR", state, "");
    }

    static Stream<Throwable> whatAStoreThatIsAwayLooksLike() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new ClosedChannelException(),
                new IOException("Connection reset by peer"),
                ClosedConnectionException.INSTANCE,
                new VertxException("Connection was closed", true),
                new TimeoutException(),
                new io.smallrye.mutiny.TimeoutException(),
                new CompletionException(new ConnectException()),
                new IllegalStateException(new SQLException("away", "08006")));
    }

    @ParameterizedTest
    @MethodSource
    void whatAStoreThatIsAwayLooksLike(Throwable failure) {
        assertThat(StoreOutage.in(failure)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P01", "57P03", "58030", "40001", "40P01", "25006", "25P03"})
    void statesThatPassAreOutages(String state) {
        assertThat(StoreOutage.in(new CompletionException(refused(state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "23505", "22001", "0A000", "25001", "", "5"})
    void whatIsWrongWithAStatementIsNone(String state) {
        assertThat(StoreOutage.in(refused(state))).isFalse();
    }

    @Test
    void theCauseThatSaysSoIsTold() {
        ConnectException cause = new ConnectException();

        assertThat(StoreOutage.causeOf(new IllegalStateException(new CompletionException(cause))))
                .isSameAs(cause);
        assertThat(StoreOutage.causeOf(new IllegalStateException())).isNull();
    }

    @Test
    void bugsAreNone() {
        assertThat(StoreOutage.in(new IllegalStateException("broken"))).isFalse();
        assertThat(StoreOutage.in(new NullPointerException())).isFalse();
    }

    @Test
    void aCircleOfCausesEnds() {
        RuntimeException one = new RuntimeException("one");
        RuntimeException other = new RuntimeException("other", one);
        one.initCause(other);

        assertThat(StoreOutage.in(one)).isFalse();
    }
}
