package io.posthorn.topic.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.delivery.DeliveryOperations;
import io.posthorn.topic.delivery.LoggedAttempt;
import io.posthorn.topic.topic.SubscriptionArn;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorRequestTest {
    private static final String ID = "6b0e71bd-7e97-4d97-80ce-4a0994e55286";
    private static final String ARN = "arn:aws:sns:eu-west-1:123456789012:orders:" + ID;
    private static final SubscriptionKey KEY = SubscriptionArn.parse(ARN);

    @Test
    void attemptsAreAskedForByTimeAndResultInPages() {
        assertThat(parse("GET", "/" + ARN + "/attempts", "", ""))
                .isEqualTo(new OperatorRequest.Attempts(
                        KEY,
                        OperatorRequest.Sort.NOTIFICATIONS,
                        new DeliveryOperations.Query(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Long.MAX_VALUE,
                                OperatorRequest.PAGE)));
        assertThat(parse(
                        "GET",
                        "/" + ARN.replace(":", "%3A") + "/attempts",
                        "since=2026-03-01T12:00:00Z&until=2026-03-01T15:00:00%2B02:00&result=buried&before=17&limit=1000"
                                + "&of=confirmations",
                        ""))
                .isEqualTo(new OperatorRequest.Attempts(
                        KEY,
                        OperatorRequest.Sort.CONFIRMATIONS,
                        new DeliveryOperations.Query(
                                Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
                                Optional.of(Instant.parse("2026-03-01T13:00:00Z")),
                                Optional.of(LoggedAttempt.Result.BURIED),
                                17,
                                1000)));
    }

    @Test
    void oneIsSentAgainOrAllThatFailed() {
        assertThat(parse("POST", "/" + ARN + "/resend", "", "{\"delivery\":\"" + ID + "\"}"))
                .isEqualTo(new OperatorRequest.Resend(KEY, UUID.fromString(ID)));
        assertThat(parse("POST", "/" + ARN + "/resend", "", "{\"failedSince\":\"2026-03-01T12:00:00.5Z\"}"))
                .isEqualTo(new OperatorRequest.ResendFailed(KEY, Instant.parse("2026-03-01T12:00:00.5Z")));
    }

    @Test
    void subscriptionsAreEnabledAndDisabledOnesListed() {
        assertThat(parse("POST", "/" + ARN + "/enable", "", "")).isEqualTo(new OperatorRequest.Enable(KEY));
        assertThat(parse("GET", "", "account=123456789012&disabled=true", ""))
                .isEqualTo(new OperatorRequest.Disabled(new AccountId("123456789012")));
    }

    @Test
    void signaturesAreSwitchedOnAndOff() {
        assertThat(parse("PUT", "/" + ARN + "/standard-webhooks", "", "")).isEqualTo(new OperatorRequest.Sign(KEY));
        assertThat(parse("DELETE", "/" + ARN + "/standard-webhooks", "", ""))
                .isEqualTo(new OperatorRequest.LeaveUnsigned(KEY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "GET|/ARN/attempts|since=yesterday||since is a time such as 2026-03-01T12:00:00Z",
                "GET|/ARN/attempts|until=2026-03-01||until is a time such as 2026-03-01T12:00:00Z",
                "GET|/ARN/attempts|result=lost||result is one of accepted, retried, buried",
                "GET|/ARN/attempts|of=all||of is one of notifications, confirmations",
                "GET|/ARN/attempts|limit=0||limit is a number from 1 to 1000",
                "GET|/ARN/attempts|limit=1001||limit is a number from 1 to 1000",
                "GET|/ARN/attempts|before=x||before is a number from 1 to 9223372036854775807",
                "GET|/ARN/attempts|limit=1&limit=2||limit has one value",
                "GET|/ARN/attempts|limit=||limit has one value",
                "GET|/ARN/attempts|limit=%zz||the query cannot be read",
                "GET|/ARN/attempts|page=2||there is no parameter of that name; there are before, limit, of, result, since, until",
                "POST|/ARN/attempts|||this is asked for with GET",
                "GET|/arn:aws:sns:eu-west-1:123456789012:orders/attempts|||this is no subscription's ARN",
                "GET|/%zz/attempts|||this is no subscription's ARN",
                "GET|/ARN/resend|||this is asked for with POST",
                "POST|/ARN/resend||nothing|the body is a JSON object",
                "POST|/ARN/resend||[]|the body is a JSON object",
                "POST|/ARN/resend|||the body is a JSON object",
                "POST|/ARN/resend||{\"delivery\":\"1-1-1-1-1\"}|delivery is a delivery's id",
                "POST|/ARN/resend||{\"failedSince\":\"now\"}|failedSince is a time such as 2026-03-01T12:00:00Z",
                "POST|/ARN/resend|all=1|{\"delivery\":\"1\"}|there are no parameters here",
                "POST|/ARN/resend||{\"delivery\":7}|the body is {\"delivery\":\"<id>\"} or {\"failedSince\":\"<time>\"}",
                "POST|/ARN/resend||{\"delivery\":\"a\",\"failedSince\":\"b\"}|"
                        + "the body is {\"delivery\":\"<id>\"} or {\"failedSince\":\"<time>\"}",
                "POST|/ARN/enable||{}|this is asked for without a body",
                "PUT|/ARN/standard-webhooks||{}|this is asked for without a body",
                "GET|/ARN/standard-webhooks|||this is asked for with PUT or DELETE",
                "GET||disabled=true||account is an account's id",
                "GET||account=A&disabled=true||account is an account's id",
                "GET||account=1||disabled is true: only disabled targets are listed",
                "GET||account=1&disabled=false||disabled is true: only disabled targets are listed",
                "DELETE||account=1&disabled=true||this is asked for with GET"
            })
    void whatCannotBeIsToldWhatCan(String method, String path, String query, String body, String message) {
        assertThatThrownBy(() -> parse(method, text(path).replace("ARN", ARN), text(query), text(body)))
                .isInstanceOfSatisfying(
                        OperatorRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"/", "/ARN", "/ARN/", "/ARN/others", "/ARN/attempts/1", "s"})
    void elsewhereIsNothing(String path) {
        assertThatThrownBy(() -> parse("GET", path.replace("ARN", ARN), "", ""))
                .isInstanceOfSatisfying(
                        OperatorRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(404));
    }

    private static String text(String given) {
        return Optional.ofNullable(given).orElse("");
    }

    private static OperatorRequest parse(String method, String path, String query, String body) {
        return OperatorRequest.parse(new WireRequest(
                method, OperatorRequest.PATH + path, query, Headers.NONE, body.getBytes(StandardCharsets.UTF_8)));
    }
}
