package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures are those of AWS's published test suite: region us-east-1, service "service". */
class RequestTemplateTest {
    private static final Credentials PUBLISHED =
            new Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");
    private static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final Pattern SIGNATURE =
            Pattern.compile("SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})\r\n");

    private Instant now = SIGNED_AT;
    private final InstantSource clock = () -> now;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "get-vanilla|GET|-|-|-|host;x-amz-date|5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "post-vanilla|POST|-|-|-|host;x-amz-date|5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
                "post-header-key-sort|POST|My-Header1|value1|-|host;my-header1;x-amz-date"
                        + "|c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
                "post-x-www-form-urlencoded|POST|Content-Type|application/x-www-form-urlencoded|Param1=value1"
                        + "|content-type;host;x-amz-date"
                        + "|ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
            })
    void signsAsThePublishedVectorsSay(
            String name,
            String method,
            String header,
            String value,
            String body,
            String signedHeaders,
            String signature) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (header != null) {
            headers.put(header, value);
        }
        RequestTemplate template =
                new RequestTemplate(method, "example.amazonaws.com", headers, new Signer(PUBLISHED, clock));

        Matcher found = SIGNATURE.matcher(text(template, body == null ? "" : body));

        assertThat(found.find()).isTrue();
        assertThat(found.group(1)).isEqualTo(signedHeaders);
        assertThat(found.group(2)).isEqualTo(signature);
    }

    @Test
    void aRequestIsHttpWithItsBodyAndLength() {
        RequestTemplate template =
                new RequestTemplate("POST", "example.amazonaws.com", Map.of(), new Signer(PUBLISHED, clock));

        assertThat(text(template, "Hello, world"))
                .startsWith(
                        "POST / HTTP/1.1\r\nHost: example.amazonaws.com\r\nX-Amz-Date: 20150830T123600Z\r\n"
                                + "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,")
                .endsWith("\r\nContent-Length: 12\r\n\r\nHello, world");
    }

    @Test
    void aTemplateUsedAgainSignsWhatTheBodyIsNow() {
        Signer signer = new Signer(PUBLISHED, clock);
        RequestTemplate used = new RequestTemplate("POST", "example.amazonaws.com", Map.of(), signer);
        text(used, "a first and longer body");
        RequestTemplate fresh = new RequestTemplate("POST", "example.amazonaws.com", Map.of(), signer);

        assertThat(text(used, "another")).isEqualTo(text(fresh, "another"));
    }

    @Test
    void theDateIsTheSecondOfTheLastTickAndTheKeyThatOfItsDay() {
        Signer signer = new Signer(PUBLISHED, clock);
        RequestTemplate used = new RequestTemplate("POST", "example.amazonaws.com", Map.of(), signer);
        String before = text(used, "body");

        now = Instant.parse("2015-08-31T00:00:00.999Z");
        assertThat(text(used, "body")).isEqualTo(before);
        signer.tick();

        assertThat(text(used, "body"))
                .contains("X-Amz-Date: 20150831T000000Z", "AKIDEXAMPLE/20150831/us-east-1")
                .isEqualTo(text(
                        new RequestTemplate("POST", "example.amazonaws.com", Map.of(), new Signer(PUBLISHED, clock)),
                        "body"));
    }

    @Test
    void withoutASignerNothingIsSigned() {
        RequestTemplate template = new RequestTemplate("POST", "localhost:1", Map.of("X-Amz-Target", "A.B"), null);

        assertThat(text(template, "{}"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: localhost:1\r\nX-Amz-Target: A.B\r\nContent-Length: 2\r\n\r\n{}");
    }

    @Test
    void credentialsDoNotShowTheirSecret() {
        assertThat(PUBLISHED.toString()).contains("AKIDEXAMPLE").doesNotContain(PUBLISHED.secret());
    }

    private static String text(RequestTemplate template, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        ByteBuffer request = template.with(bytes, bytes.length);
        return UTF_8.decode(request).toString();
    }
}
