package io.posthorn.signer.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Requests signed by botocore; see {@code src/test/python/random_requests.py}, which makes them. */
class RandomRequestsTest {
    private record Sample(String line, WireRequest request, SigningSecret secret, String service, Instant now) {}

    private final SigV4Verifier verifier = new SigV4Verifier(new SigningKeys(100));

    @Test
    void everyRequestThatBotocoreSignedIsGenuine() throws IOException {
        List<Sample> samples = samples();

        assertThat(samples).hasSizeGreaterThanOrEqualTo(3000);
        for (Sample sample : samples) {
            assertThat(verify(sample, sample.request())).as(sample.line()).isNull();
        }
    }

    @Test
    void noneIsGenuineWithAnotherBody() throws IOException {
        for (Sample sample : samples()) {
            WireRequest request = sample.request();
            byte[] longer = java.util.Arrays.copyOf(request.body(), request.body().length + 1);
            WireRequest changed =
                    new WireRequest(request.method(), request.path(), request.query(), request.headers(), longer);

            assertThat(verify(sample, changed)).as(sample.line()).isNotNull();
        }
    }

    @Test
    void noneIsGenuineWithAnotherQueryPathOrMethod() throws IOException {
        for (Sample sample : samples()) {
            WireRequest is = sample.request();
            String query = is.query().isEmpty() ? "a=b" : is.query() + "&a=b";

            assertThat(verify(sample, new WireRequest(is.method(), is.path(), query, is.headers(), is.body())))
                    .as(sample.line())
                    .isNotNull();
            assertThat(verify(
                            sample, new WireRequest(is.method(), is.path() + "x", is.query(), is.headers(), is.body())))
                    .as(sample.line())
                    .isNotNull();
            assertThat(verify(sample, new WireRequest("PUSH", is.path(), is.query(), is.headers(), is.body())))
                    .as(sample.line())
                    .isNotNull();
        }
    }

    private @org.jspecify.annotations.Nullable Refusal verify(Sample sample, WireRequest request) {
        Claim claim = Claim.of(request);
        assertThat(claim).as(sample.line()).isInstanceOf(Claim.Signed.class);
        Claim.Signed signed = (Claim.Signed) claim;
        assertThat(signed.scope().service()).isEqualTo(sample.service());
        return verifier.verify(signed, sample.secret(), request, sample.now());
    }

    private static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                        RandomRequestsTest.class.getResourceAsStream("/sigv4/random-requests.tsv.gz"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                samples.add(sample(line));
            }
        }
        return samples;
    }

    private static Sample sample(String line) {
        String[] fields = line.split("\t", -1);
        Headers.Builder headers = Headers.builder();
        for (String header : fields[4].split(",", -1)) {
            int colon = header.indexOf(':');
            headers.add(header.substring(0, colon), wire(header.substring(colon + 1)));
        }
        WireRequest request = new WireRequest(
                fields[1],
                wire(fields[2]),
                wire(fields[3]),
                headers.build(),
                Base64.getDecoder().decode(fields[5]));
        String secret = new String(Base64.getDecoder().decode(fields[6]), StandardCharsets.UTF_8);
        return new Sample(line, request, new SigningSecret(secret), fields[9], Instant.parse(fields[10]));
    }

    /** Text as an HTTP server hands it over: one char a byte. */
    private static String wire(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    }
}
