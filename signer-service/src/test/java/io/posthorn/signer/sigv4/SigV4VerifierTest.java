package io.posthorn.signer.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigV4VerifierTest {
    private static final SigningSecret SECRET = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SIGNATURE = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    private static final String GOOD =
            authorization("AKIDEXAMPLE/20150830/us-east-1/service/aws4_request", "host;x-amz-date", SIGNATURE);
    private static final String GOOD_PRESIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request"
            + "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=" + SIGNATURE;

    private final SigningKeys keys = new SigningKeys(10);
    private final SigV4Verifier verifier = new SigV4Verifier(keys);

    @Test
    void aRequestWithoutCredentialsIsAnonymous() {
        assertThat(Claim.of(request("", "Host", "h"))).isInstanceOf(Claim.Absent.class);
        assertThat(Claim.of(request("Action=ListQueues", "Host", "h"))).isInstanceOf(Claim.Absent.class);
    }

    @ParameterizedTest
    @CsvSource({
        "AWS4-HMAC-SHA256, 'Authorization header requires ''Credential'' parameter. Authorization header requires"
                + " ''Signature'' parameter. Authorization header requires ''SignedHeaders'' parameter.'",
        "Bearer abc, 'Authorization header requires ''Credential'' parameter. Authorization header requires"
                + " ''Signature'' parameter. Authorization header requires ''SignedHeaders'' parameter.'",
        "'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host',"
                + " Authorization header requires 'Signature' parameter.",
    })
    void anAuthorizationWithPartsMissingSaysWhich(String authorization, String text) {
        Claim claim = Claim.of(request("", "Host", "h", "X-Amz-Date", "x", "Authorization", authorization));

        assertThat(claim).isEqualTo(new Claim.Malformed(new Refusal(Refusal.Cause.INCOMPLETE, text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c/d", "a/b/c/d/e/f", "/b/c/d/e", "a//c/d/e", "a/b//d/e", "a/b/c//e", "a/b/c/d/"})
    void aCredentialOfOtherThanFivePartsIsIncomplete(String credential) {
        Claim claim = Claim.of(signed(authorization(credential, "host", SIGNATURE), "20150830T123600Z"));

        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Malformed.class,
                        malformed -> assertThat(malformed.refusal().cause()).isEqualTo(Refusal.Cause.INCOMPLETE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2015-08-30T12:36:00Z", "20150830T123600", "20151330T123600Z", "2015083AT123600Z"})
    void aDateOfAnotherFormIsIncomplete(String date) {
        assertThat(Claim.of(signed(GOOD, date))).isInstanceOf(Claim.Malformed.class);
    }

    @Test
    void noDateIsIncomplete() {
        assertThat(Claim.of(request("", "Host", "h", "Authorization", GOOD)))
                .isEqualTo(new Claim.Malformed(new Refusal(
                        Refusal.Cause.INCOMPLETE,
                        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")));
    }

    @Test
    void theDateHeaderServesWhereXAmzDateIsAbsent() {
        WireRequest request = request("", "Host", "h", "Date", "Sun, 30 Aug 2015 12:36:00 GMT", "Authorization", GOOD);

        assertThat(((Claim.Signed) Claim.of(request)).signedAt()).isEqualTo(SIGNED_AT);
        assertThat(((Claim.Signed) Claim.of(request)).timestamp()).isEqualTo("20150830T123600Z");
    }

    @Test
    void anotherSignatureDoesNotMatch() {
        assertThat(refusal(GOOD.replace("Signature=5fa0", "Signature=5fa1"), SIGNED_AT))
                .isEqualTo(Refusal.mismatch());
        assertThat(refusal(GOOD.replace("Signature=5fa0", "Signature=5FA0"), SIGNED_AT))
                .isEqualTo(Refusal.mismatch());
        assertThat(refusal(GOOD.replace(SIGNATURE, "00"), SIGNED_AT)).isEqualTo(Refusal.mismatch());
    }

    @Test
    void anotherSecretDoesNotMatchAndLeavesNoDerivedKey() {
        WireRequest request = signed(GOOD, "20150830T123600Z");

        Refusal refusal =
                verifier.verify((Claim.Signed) Claim.of(request), new SigningSecret("another"), request, SIGNED_AT);

        assertThat(refusal).isEqualTo(Refusal.mismatch());
        assertThat(keys.size()).isZero();
    }

    @Test
    void aDerivedKeyIsNotUsedForARotatedSecret() {
        WireRequest request = signed(GOOD, "20150830T123600Z");
        Claim.Signed claim = (Claim.Signed) Claim.of(request);
        assertThat(verifier.verify(claim, SECRET, request, SIGNED_AT)).isNull();
        assertThat(keys.size()).isEqualTo(1);

        assertThat(verifier.verify(claim, new SigningSecret("rotated"), request, SIGNED_AT))
                .isEqualTo(Refusal.mismatch());
    }

    @Test
    void forgettingAKeyDropsWhatWasDerivedFromIt() {
        assertThat(refusal(GOOD, SIGNED_AT)).isNull();

        keys.forget("AKIDEXAMPLE");

        assertThat(keys.size()).isZero();
    }

    @Test
    void derivedKeysAreBounded() {
        Workspace workspace = Workspace.ofThread();
        for (int i = 0; i < 100; i++) {
            Scope scope = new Scope("AKID", "20150830", "region-" + i, "sqs", Scope.TERMINATOR);
            keys.keep(scope, SECRET, SigningKeys.derive(scope, SECRET, workspace));
        }

        assertThat(keys.size()).isBetween(1, 10);
    }

    @ParameterizedTest
    @CsvSource({
        "-900, ",
        "900, ",
        "901, 'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)'",
        "-901, 'Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z"
                + " (20150830T122059Z + 15 min.)'",
    })
    void aSignatureIsGoodForAQuarterOfAnHourEitherWay(int seconds, @Nullable String text) {
        Refusal refusal = refusal(GOOD, SIGNED_AT.plusSeconds(seconds));

        assertThat(refusal == null ? null : refusal.text()).isEqualTo(text);
    }

    @Test
    void aPresignedRequestIsGoodForAsLongAsItSays() {
        Claim.Signed claim = (Claim.Signed) Claim.of(request(GOOD_PRESIGNED, "Host", "h"));
        WireRequest request = request(GOOD_PRESIGNED, "Host", "h");

        assertThat(claim.lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(verifier.verify(claim, SECRET, request, SIGNED_AT.plusSeconds(3600)))
                .isEqualTo(Refusal.mismatch());
        assertThat(verifier.verify(claim, SECRET, request, SIGNED_AT.plusSeconds(3601)))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.EXPIRED);
        assertThat(verifier.verify(claim, SECRET, request, SIGNED_AT.minusSeconds(901)))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.NOT_YET_CURRENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "604801", "-1", "abc", "", "1000000", "9999999999"})
    void aPresignedRequestOfAnotherLifetimeIsIncomplete(String expires) {
        String query = GOOD_PRESIGNED.replace("X-Amz-Expires=3600", "X-Amz-Expires=" + expires);

        assertThat(Claim.of(request(query, "Host", "h"))).isInstanceOf(Claim.Malformed.class);
    }

    @Test
    void aPresignedRequestWithPartsMissingSaysWhich() {
        String query = GOOD_PRESIGNED.replace("&X-Amz-Date=20150830T123600Z", "");

        assertThat(Claim.of(request(query, "Host", "h")))
                .isEqualTo(new Claim.Malformed(new Refusal(
                        Refusal.Cause.INCOMPLETE,
                        "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string"
                                + " parameters.")));
    }

    @Test
    void aSessionTokenIsUnknown() {
        WireRequest request = request(
                "",
                "Host",
                "example.amazonaws.com",
                "X-Amz-Date",
                "20150830T123600Z",
                "X-Amz-Security-Token",
                "t",
                "Authorization",
                GOOD);

        assertThat(verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, SIGNED_AT))
                .isEqualTo(Refusal.unknownKey());
        String presigned = GOOD_PRESIGNED + "&X-Amz-Security-Token=t";
        assertThat(((Claim.Signed) Claim.of(request(presigned, "Host", "h"))).sessionToken())
                .isTrue();
    }

    @Test
    void theScopesDateMustBeTheRequests() {
        assertThat(refusal(GOOD.replace("/20150830/", "/20150831/"), SIGNED_AT))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.SCOPE);
        assertThat(refusal(GOOD.replace("/20150830/", "/2015/"), SIGNED_AT))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.SCOPE);
    }

    @Test
    void theTerminatorMustBeAws4Request() {
        assertThat(refusal(GOOD.replace("aws4_request", "aws5_request"), SIGNED_AT))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.SCOPE);
    }

    @Test
    void hostMustBeSigned() {
        assertThat(refusal(GOOD.replace("host;", ""), SIGNED_AT))
                .extracting(Refusal::text)
                .isEqualTo("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }

    @Test
    void everyXAmzHeaderMustBeSigned() {
        WireRequest request = request(
                "",
                "Host",
                "example.amazonaws.com",
                "X-Amz-Date",
                "20150830T123600Z",
                "X-Amz-Target",
                "AmazonSQS.DeleteQueue",
                "Authorization",
                GOOD);

        assertThat(verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, SIGNED_AT))
                .extracting(Refusal::cause)
                .isEqualTo(Refusal.Cause.UNSIGNED_HEADER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNSIGNED-PAYLOAD", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b854"})
    void anAnnouncedPayloadHashMustBeTheBodys(String announced) {
        String authorization = GOOD.replace("host;", "host;x-amz-content-sha256;");
        WireRequest request = request(
                "",
                "Host",
                "example.amazonaws.com",
                "X-Amz-Date",
                "20150830T123600Z",
                "X-Amz-Content-SHA256",
                announced,
                "Authorization",
                authorization);

        assertThat(verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, SIGNED_AT))
                .extracting(Refusal::text)
                .isEqualTo("The provided 'x-amz-content-sha256' header does not match what was computed.");
    }

    @Test
    void nothingPrintsASignatureOrASecret() {
        Claim claim = Claim.of(signed(GOOD, "20150830T123600Z"));

        assertThat(claim.toString()).doesNotContain(SIGNATURE);
        assertThat(SECRET.toString()).doesNotContain("wJalr");
    }

    @Test
    void aPlusInAQueryIsASpace() {
        assertThat(canonicalQuery("b=x+y&a=%7e%2f&a&%zz=1&&c=%e1")).isEqualTo("%25zz=1&a=&a=~%2F&b=x%20y&c=%E1");
    }

    @ParameterizedTest
    @CsvSource({"/,/", "/a/./b/../c/,/a/c/", "/../../a,/a", "/a/..,/", "/a%20b,/a%2520b", "//,/", "/a/b/..,/a"})
    void pathsAreNormalisedAndEncodedOnceMore(String path, String canonical) {
        ByteSink out = new ByteSink(0);
        CanonicalRequest.path(path, out);

        assertThat(out.text(java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo(canonical);
    }

    private static String canonicalQuery(String query) {
        ByteSink out = new ByteSink(0);
        CanonicalQuery.write(query, false, out);
        return out.text(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private @Nullable Refusal refusal(String authorization, Instant now) {
        WireRequest request = signed(authorization, "20150830T123600Z");
        return verifier.verify((Claim.Signed) Claim.of(request), SECRET, request, now);
    }

    private static WireRequest signed(String authorization, String date) {
        return request("", "Host", "example.amazonaws.com", "X-Amz-Date", date, "Authorization", authorization);
    }

    private static WireRequest request(String query, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        return new WireRequest("GET", "/", query, Headers.of(all.toArray(String[]::new)), new byte[0]);
    }

    private static String authorization(String credential, String signedHeaders, String signature) {
        return "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + signedHeaders + ", Signature="
                + signature;
    }
}
