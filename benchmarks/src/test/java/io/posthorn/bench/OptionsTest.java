package io.posthorn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.bench.load.Scenario;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void byDefaultFivePairsOfThreeScenariosAreCompared() {
        assertThat(Options.parse(List.of()))
                .isEqualTo(new Options(
                        5,
                        List.of(Scenario.SINGLE, Scenario.BATCH, Scenario.CYCLE),
                        Optional.empty(),
                        true,
                        true,
                        64,
                        1,
                        1,
                        256,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        OptionalLong.empty(),
                        512));
    }

    @Test
    void everyOptionIsRead() {
        assertThat(Options.parse(
                        List.of(("--pairs 2 --scenario cycle-batch --scenario batch --target http://127.0.0.1:4566"
                                        + " --no-sign --connections 8 --threads 2 --queues 4 --body 1024"
                                        + " --warm-up 0 --duration 3 --backlog 5000000 --heap 256")
                                .split(" "))))
                .isEqualTo(new Options(
                        2,
                        List.of(Scenario.CYCLE_BATCH, Scenario.BATCH),
                        Optional.of(new Target.Running(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4566))),
                        false,
                        false,
                        8,
                        2,
                        4,
                        1024,
                        Duration.ZERO,
                        Duration.ofSeconds(3),
                        OptionalLong.of(5_000_000),
                        256));
    }

    @Test
    void inAComparisonOnlyElasticMqMayGoUnsigned() {
        Options options = Options.parse(List.of("--no-sign"));

        assertThat(options.signElasticMq()).isFalse();
        assertThat(options.sign()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--pairs",
                "--pairs 0",
                "--pairs many",
                "--scenario triple",
                "--target https://127.0.0.1:1",
                "--target 127.0.0.1",
                "--target posthorn --no-sign",
                "--connections 1001",
                "--threads 5 --connections 4",
                "--body 11",
                "--duration 0",
                "--what"
            })
    void aWrongCommandLineIsRefused(String line) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" ")))).isInstanceOf(WrongOptionException.class);
    }
}
