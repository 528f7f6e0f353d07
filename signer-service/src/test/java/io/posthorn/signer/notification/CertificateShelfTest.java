package io.posthorn.signer.notification;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CertificateShelfTest {
    private final List<CertificateShelf.Certificate> stored = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>();
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<List<CertificateShelf.Certificate>>> answers = new ArrayDeque<>();
    private final CertificateShelf shelf = new CertificateShelf(
            number -> {
                asked.add(number);
                CompletableFuture<List<CertificateShelf.Certificate>> answer = new CompletableFuture<>();
                answers.add(answer);
                return Uni.createFrom().completionStage(answer);
            },
            due::add);

    @Test
    void aCertificateIsLookedUpOnceAndThenInMemory() {
        stored.add(certificate(1, "one"));
        CompletableFuture<Optional<byte[]>> found = look("one");
        assertThat(found).isNotDone();

        answer();

        assertThat(found.join().map(pem -> new String(pem, US_ASCII)))
                .hasValue("-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----\n");
        assertThat(Objects.requireNonNull(shelf.find("one")))
                .isEqualTo(found.join().orElseThrow());
        assertThat(due).isEmpty();
    }

    @Test
    void linesOfPemAreShortAndEndAsUnixDoes() {
        stored.add(certificate(1, "x".repeat(1000)));
        CompletableFuture<Optional<byte[]>> found = look("x".repeat(1000));
        answer();

        String pem = new String(found.join().orElseThrow(), US_ASCII);

        assertThat(pem.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(64));
        assertThat(pem).endsWith("\n").doesNotContain("\r").doesNotContain("\n\n");
        assertThat(pem.split("-----BEGIN CERTIFICATE-----", -1)).hasSize(2);
    }

    @Test
    void onlyNewerOnesAreAskedFor() {
        stored.add(certificate(7, "seven"));
        CompletableFuture<Optional<byte[]>> known = look("seven");
        answer();
        assertThat(known.join()).isPresent();

        CompletableFuture<Optional<byte[]>> unknown = look("eight");
        answer();

        assertThat(unknown.join()).isEmpty();
        assertThat(asked).containsExactly(0L, 7L);
    }

    @Test
    void allWhoAskBeforeALookShareIt() {
        CompletableFuture<Optional<byte[]>> first = look("one");
        CompletableFuture<Optional<byte[]>> second = look("two");
        stored.add(certificate(1, "one"));
        stored.add(certificate(2, "two"));

        answer();

        assertThat(asked).hasSize(1);
        assertThat(first.join()).isPresent();
        assertThat(second.join()).isPresent();
    }

    @Test
    void whoAsksDuringALookGetsTheNextOneSinceTheCertificateMayBeNewer() {
        CompletableFuture<Optional<byte[]>> early = look("new");
        due.remove().run();
        CompletableFuture<Optional<byte[]>> late = look("new");
        assertThat(due).as("one look at a time").isEmpty();

        answers.remove().complete(List.of());
        stored.add(certificate(1, "new"));
        answer();

        assertThat(early.join()).isEmpty();
        assertThat(late.join()).isPresent();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aStoreThatFailsFailsTheLookAndTheNextOneAsksAgain() {
        CompletableFuture<Optional<byte[]>> failing = look("one");
        due.remove().run();
        answers.remove().completeExceptionally(new IllegalStateException("away"));
        assertThatThrownBy(failing::join).hasRootCauseMessage("away");

        stored.add(certificate(1, "one"));
        CompletableFuture<Optional<byte[]>> again = look("one");
        answer();

        assertThat(again.join()).isPresent();
    }

    @Test
    void noMoreThanSomeWait() {
        List<CompletableFuture<Optional<byte[]>>> patient = IntStream.range(0, CertificateShelf.MAX_WAITING)
                .mapToObj(each -> look("unknown"))
                .toList();

        assertThatThrownBy(() -> look("unknown").join()).hasCauseInstanceOf(RejectedExecutionException.class);

        answer();
        assertThat(patient).allSatisfy(each -> assertThat(each.join()).isEmpty());
        CompletableFuture<Optional<byte[]>> later = look("unknown");
        answer();
        assertThat(later.join()).isEmpty();
    }

    private CompletableFuture<Optional<byte[]>> look(String fingerprint) {
        return shelf.look(fingerprint).subscribeAsCompletionStage();
    }

    private void answer() {
        due.remove().run();
        answers.remove().complete(List.copyOf(stored));
    }

    private static CertificateShelf.Certificate certificate(long number, String fingerprint) {
        return new CertificateShelf.Certificate(number, fingerprint, fingerprint.getBytes(UTF_8));
    }
}
