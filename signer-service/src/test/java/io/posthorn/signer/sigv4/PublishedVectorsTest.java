package io.posthorn.signer.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** AWS's published test suite of Signature Version 4: region us-east-1, service "service", normalised paths. */
class PublishedVectorsTest {
    private static final String UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SigningSecret SECRET = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final String CREDENTIAL = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
    private static final String VANILLA = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    private final SigV4Verifier verifier = new SigV4Verifier(new SigningKeys(10));

    static Stream<Arguments> signedByHeader() {
        return Stream.of(
                get("get-vanilla", "/", "", VANILLA),
                get("get-vanilla-query", "/", "", VANILLA),
                get(
                        "get-vanilla-empty-query-key",
                        "/",
                        "Param1=value1",
                        "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
                get(
                        "get-vanilla-query-order-key-case",
                        "/",
                        "Param2=value2&Param1=value1",
                        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
                get(
                        "get-vanilla-query-order-encoded",
                        "/",
                        "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
                        "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
                get(
                        "get-vanilla-query-unreserved",
                        "/",
                        UNRESERVED + "=" + UNRESERVED,
                        "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
                get(
                        "get-vanilla-utf8-query",
                        "/",
                        "ሴ=bar",
                        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
                get(
                        "get-unreserved",
                        "/" + UNRESERVED,
                        "",
                        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
                get("get-utf8", "/ሴ", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
                get(
                        "get-space-normalized",
                        "/example space/",
                        "",
                        "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
                get("get-relative-normalized", "/example/..", "", VANILLA),
                get("get-relative-relative-normalized", "/example1/example2/../..", "", VANILLA),
                get("get-slash-normalized", "//", "", VANILLA),
                get("get-slash-dot-slash-normalized", "/./", "", VANILLA),
                get(
                        "get-slash-pointless-dot-normalized",
                        "/./example",
                        "",
                        "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
                get(
                        "get-slashes-normalized",
                        "//example//",
                        "",
                        "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
                headers(
                        "get-header-key-duplicate",
                        "GET",
                        "host;my-header1;x-amz-date",
                        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
                        "",
                        "My-Header1",
                        "value2",
                        "My-Header1",
                        "value2",
                        "My-Header1",
                        "value1"),
                headers(
                        "get-header-value-multiline",
                        "GET",
                        "host;my-header1;x-amz-date",
                        "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790",
                        "",
                        "My-Header1",
                        "value1",
                        "My-Header1",
                        "value2",
                        "My-Header1",
                        "value3"),
                headers(
                        "get-header-value-order",
                        "GET",
                        "host;my-header1;x-amz-date",
                        "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
                        "",
                        "My-Header1",
                        "value4",
                        "My-Header1",
                        "value1",
                        "My-Header1",
                        "value3",
                        "My-Header1",
                        "value2"),
                headers(
                        "get-header-value-trim",
                        "GET",
                        "host;my-header1;my-header2;x-amz-date",
                        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
                        "",
                        "My-Header1",
                        " value1 ",
                        "My-Header2",
                        " \"a   b   c\""),
                headers(
                        "post-vanilla",
                        "POST",
                        "host;x-amz-date",
                        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
                        ""),
                headers(
                        "post-header-key-sort",
                        "POST",
                        "host;my-header1;x-amz-date",
                        "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
                        "",
                        "My-Header1",
                        "value1"),
                headers(
                        "post-header-value-case",
                        "POST",
                        "host;my-header1;x-amz-date",
                        "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
                        "",
                        "My-Header1",
                        "VALUE1"),
                headers(
                        "post-x-www-form-urlencoded",
                        "POST",
                        "content-type;host;x-amz-date",
                        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
                        "Param1=value1",
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                headers(
                        "post-x-www-form-urlencoded-parameters",
                        "POST",
                        "content-type;host;x-amz-date",
                        "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
                        "Param1=value1",
                        "Content-Type",
                        "application/x-www-form-urlencoded; charset=utf8"),
                post(
                        "post-vanilla-query",
                        "Param1=value1",
                        "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
                post(
                        "post-vanilla-query-nonunreserved",
                        "%40%23%24%25%5E=&%2B=%2F%2C%3F%3E%3C%60%22%3B%3A%5C%7C%5D%5B%7B%7D",
                        "66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e"),
                post(
                        "post-vanilla-query-space",
                        "p=",
                        "e71688addb58a26418614085fb730ba3faa623b461c17f48f2fbdb9361b94a9b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signedByHeader")
    void aPublishedRequestSignedByHeaderIsGenuine(
            String name, String signedHeaders, String signature, WireRequest unsigned) {
        Headers.Builder headers = Headers.builder().add("X-Amz-Date", "20150830T123600Z");
        unsigned.headers().forEach(headers::add);
        headers.add(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + CREDENTIAL + ", SignedHeaders=" + signedHeaders + ", Signature="
                        + signature);
        WireRequest request =
                new WireRequest(unsigned.method(), unsigned.path(), unsigned.query(), headers.build(), unsigned.body());

        assertThat(verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, SIGNED_AT))
                .isNull();
    }

    static Stream<Arguments> presigned() {
        return Stream.of(
                Arguments.of(
                        "get-utf8",
                        "/ሴ",
                        "",
                        "host",
                        "10eae3f14a260bd3911cc6d008d3c576d143b05b62f09782a7a4b37f52178e44"),
                Arguments.of(
                        "get-space-normalized",
                        "/example space/",
                        "",
                        "host",
                        "7a1f416954786484c9824d93c1f26ef64acb9b1b6c9154d08c9f07d0e394abf6"),
                Arguments.of(
                        "get-slashes-normalized",
                        "//example//",
                        "",
                        "host",
                        "c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082"),
                Arguments.of(
                        "get-vanilla-query-order-encoded",
                        "/",
                        "Param-3=Value3&Param=Value2&%E1%88%B4=Value1&",
                        "host",
                        "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787"),
                Arguments.of(
                        "get-header-value-trim",
                        "/",
                        "",
                        "host%3Bmy-header1%3Bmy-header2",
                        "e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("presigned")
    void aPublishedPresignedRequestIsGenuine(
            String name, String path, String query, String signedHeaders, String signature) {
        String signedQuery = query + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + CREDENTIAL.replace("/", "%2F") + "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=" + signedHeaders
                + "&X-Amz-Expires=3600&X-Amz-Signature=" + signature;
        Headers headers =
                Headers.of("Host", "example.amazonaws.com", "My-Header1", " value1", "My-Header2", " \"a   b   c\"");
        WireRequest request = new WireRequest("GET", path, signedQuery, headers, new byte[0]);

        assertThat(verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, SIGNED_AT))
                .isNull();
    }

    private static Arguments get(String name, String path, String query, String signature) {
        return Arguments.of(name, "host;x-amz-date", signature, request("GET", path, query, ""));
    }

    private static Arguments post(String name, String query, String signature) {
        return Arguments.of(name, "host;x-amz-date", signature, request("POST", "/", query, ""));
    }

    private static Arguments headers(
            String name, String method, String signedHeaders, String signature, String body, String... more) {
        return Arguments.of(name, signedHeaders, signature, request(method, "/", "", body, more));
    }

    private static WireRequest request(String method, String path, String query, String body, String... more) {
        Headers.Builder headers = Headers.builder().add("Host", "example.amazonaws.com");
        for (int i = 0; i < more.length; i += 2) {
            headers.add(more[i], more[i + 1]);
        }
        return new WireRequest(method, path, query, headers.build(), body.getBytes(StandardCharsets.UTF_8));
    }
}
