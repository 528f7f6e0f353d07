package io.posthorn.wire;

import static io.posthorn.wire.QueueApi.CODEC;
import static io.posthorn.wire.QueueApi.MALFORMED;
import static io.posthorn.wire.QueueApi.MISSING;
import static io.posthorn.wire.QueueApi.RECEIVE_MESSAGE;
import static io.posthorn.wire.QueueApi.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.wire.QueueApi.CreateQueueInput;
import io.posthorn.wire.QueueApi.Message;
import io.posthorn.wire.QueueApi.ReceiveMessageInput;
import io.posthorn.wire.QueueApi.ReceiveMessageOutput;
import io.posthorn.wire.QueueApi.SendMessageInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent is decoded or refused with an error of the API, within bounds. */
class HostileRequestsTest {
    private static final byte[] SAMPLE = utf8(
            "{\"Text\":\"a\\u00e9\",\"Integer\":1,\"lowerCase\":-2,\"Real\":1.5,\"Flag\":true,"
                    + "\"Decimal\":1e3,\"Blob\":\"AQI=\",\"Instant\":1.5,\"Words\":[\"a\"],\"Members\":[1],\"Pairs\":{\"a\":\"b\"},"
                    + "\"Entries\":{\"a\":\"AQI=\"},\"FlatNested\":[{\"Id\":\"x\",\"Child\":{}}],\"KeyedNested\":{\"k\":{}},"
                    + "\"Lists\":[[\"a\"],[]],\"Maps\":{\"a\":{\"b\":1}},\"Nested\":{\"Times\":[0],\"Children\":[]},\"Unknown\":[{}]}");
    static final List<String> BROKEN_JSON = List.of(
            "",
            " ",
            "[]",
            "null",
            "\"text\"",
            "1",
            "{",
            "{\"QueueUrl\":\"u\"",
            "{\"QueueUrl\":\"u\"}x",
            "{\"QueueUrl\":\"u\"}{}",
            "{\"QueueUrl\":\"u\",}",
            "{QueueUrl:\"u\"}",
            "{'QueueUrl':'u'}",
            "{\"QueueUrl\":\"\\x\"}",
            "{\"QueueUrl\":\"\n\"}",
            "{\"DelaySeconds\":01}",
            "{\"DelaySeconds\":+1}",
            "{\"DelaySeconds\":NaN}",
            "/* */{}",
            "{\"QueueUrl\":\"u\",\"QueueUrl\":\"u\"}",
            "{\"QueueUrl\":null,\"QueueUrl\":\"u\"}",
            "{\"Unknown\":1,\"Unknown\":1}",
            "{\"MessageAttributes\":{\"a\":{},\"a\":{}}}");

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                Arguments.of("{\"MessageBody\":1}", "NUMBER_VALUE can not be converted to a String"),
                Arguments.of("{\"MessageBody\":true}", "TRUE_VALUE can not be converted to a String"),
                Arguments.of("{\"MessageBody\":[]}", "Start of list found where not expected"),
                Arguments.of("{\"MessageBody\":{}}", "Start of structure or map found where not expected."),
                Arguments.of("{\"DelaySeconds\":\"1\"}", "STRING_VALUE can not be converted to an Integer"),
                Arguments.of("{\"DelaySeconds\":1.0}", "NUMBER_VALUE can not be converted to an Integer"),
                Arguments.of("{\"DelaySeconds\":2147483648}", "NUMBER_VALUE can not be converted to an Integer"),
                Arguments.of(
                        "{\"DelaySeconds\":9223372036854775808}", "NUMBER_VALUE can not be converted to an Integer"),
                Arguments.of("{\"DelaySeconds\":false}", "FALSE_VALUE can not be converted to an Integer"),
                Arguments.of("{\"MessageAttributes\":[]}", "Start of list found where not expected"),
                Arguments.of("{\"MessageAttributes\":{\"a\":null}}", "NULL_VALUE can not be converted to a Structure"),
                Arguments.of("{\"MessageAttributes\":{\"a\":{\"BinaryValue\":\"*\"}}}", "Not a valid Blob."));
    }

    @ParameterizedTest
    @FieldSource("BROKEN_JSON")
    void brokenJsonIsMalformed(String body) {
        assertRefused(json("SendMessage", body), MALFORMED);
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void aWrongTypeIsMalformed(String body, String text) {
        assertThat(assertRefused(json("SendMessage", body), MALFORMED)).isEqualTo(text);
    }

    @Test
    void deepNestingIsMalformedEvenWhereItIsNotRead() {
        String deep = "{\"Unknown\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";

        assertRefused(json("SendMessage", deep), MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Decimal", "Integer", "LowerCase", "RealInQuery", "Real", "Instant", "lowerCase"})
    void hugeNumbersAreRefusedOrSkipped(String member) {
        List<String> known = List.of("Decimal", "Integer", "Real", "Instant", "lowerCase");
        for (String number : List.of("9".repeat(1_000_000), "1e999999999", "1e99999999999999", "-1E-999999999")) {
            WireRequest request = new WireRequest(
                    "POST", "/", "", jsonHeaders("Every.Echo"), utf8("{\"" + member + "\":" + number + "}"));
            boolean tiny = number.startsWith("-1E") && member.equals("Real");
            if ((known.contains(member) && !tiny) || number.length() > RequestLimits.DEFAULT.numberChars()) {
                assertThatExceptionOfType(ApiException.class)
                        .as(member + " " + number.length())
                        .isThrownBy(() -> EveryShape.CODEC.decode(request, Map.of()))
                        .satisfies(e -> assertThat(e.error()).isEqualTo(MALFORMED));
            } else {
                assertThat(EveryShape.CODEC.decode(request, Map.of()).operation())
                        .isEqualTo(EveryShape.ECHO);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C0 80", "C1 BF", "E0 80 80", "E0 9F BF", "ED A0 80", "ED BF BF", "F0 80 80 80", "F0 8F BF BF",
                        "F4 90 80 80",
                "F5 80 80 80", "80", "BF", "C3", "E2 82", "F0 9F 98", "C3 28", "FF", "FE"
            })
    void brokenUtf8IsMalformed(String hex) {
        byte[] broken = bytes(hex);
        byte[] percent = utf8(hex.isEmpty() ? "" : "%" + hex.replace(" ", "%"));

        assertRefused(jsonBytes(join(utf8("{\"QueueUrl\":\""), broken, utf8("\"}"))), MALFORMED);
        assertRefused(jsonBytes(join(utf8("{\"Unknown\":\""), broken, utf8("\"}"))), MALFORMED);
        assertRefused(form(join(utf8("Action=SendMessage&QueueUrl="), broken)), MALFORMED);
        assertRefused(form(join(utf8("Action=SendMessage&QueueUrl="), percent)), MALFORMED);
    }

    @Test
    void jsonInAnotherEncodingIsMalformed() {
        assertRefused(jsonBytes("{\"QueueUrl\":\"u\"}".getBytes(StandardCharsets.UTF_16LE)), MALFORMED);
        assertRefused(jsonBytes("{\"QueueUrl\":\"u\"}".getBytes(StandardCharsets.UTF_16BE)), MALFORMED);
        assertRefused(jsonBytes("{\"QueueUrl\":\"u\"}".getBytes(StandardCharsets.UTF_16)), MALFORMED);
    }

    @Test
    void anEscapedUnpairedSurrogateReachesTheOperation() {
        SendMessageInput input =
                (SendMessageInput) CODEC.decode(json("SendMessage", "{\"MessageBody\":\"a\\uD800b\"}"), Map.of())
                        .input();

        assertThat(input.messageBody()).isEqualTo("a\uD800b");
    }

    @Test
    void anUnpairedSurrogateInANameIsMalformed() {
        assertRefused(json("CreateQueue", "{\"Attributes\":{\"a\\uD800b\":\"\"}}"), MALFORMED);
        assertRefused(json("CreateQueue", "{\"Attributes\":{\"a\\uDC00b\":\"\"}}"), MALFORMED);
        assertThat(CODEC.decode(json("CreateQueue", "{\"Attributes\":{\"\\uD83D\\uDE00\":\"\"}}"), Map.of())
                        .input())
                .isInstanceOfSatisfying(
                        CreateQueueInput.class,
                        input -> assertThat(input.attributes()).containsOnlyKeys("\uD83D\uDE00"));
    }

    @Test
    void aBodyPastTheLimitIsMalformed() {
        ServiceCodec small = ServiceCodec.of(QueueApi.shape(new RequestLimits(100, 8, 8, 8)));
        WireRequest full = json("SendMessage", "{\"MessageBody\":\"" + "x".repeat(82) + "\"}");
        WireRequest over = json("SendMessage", "{\"MessageBody\":\"" + "x".repeat(83) + "\"}");

        assertThat(full.body()).hasSize(100);
        assertThat(((SendMessageInput) small.decode(full, Map.of()).input()).messageBody())
                .hasSize(82);
        assertRefused(small, over, MALFORMED);
        assertRefused(small, get("Action=SendMessage&MessageBody=" + "x".repeat(100)), MALFORMED);
    }

    @Test
    void tooManyMembersAreMalformed() {
        ServiceCodec small = ServiceCodec.of(QueueApi.shape(new RequestLimits(10_000, 8, 8, 8)));

        assertThat(small.decode(json("ReceiveMessage", names(7)), Map.of()).input())
                .isInstanceOfSatisfying(
                        ReceiveMessageInput.class,
                        input -> assertThat(input.attributeNames()).hasSize(7));
        assertRefused(small, json("ReceiveMessage", names(8)), MALFORMED);
        assertRefused(small, form("Action=ReceiveMessage&a&b&c&d&e&f&g&h"), MALFORMED);
        assertRefused(
                small,
                new WireRequest("POST", "/", "a&b&c&d", Headers.NONE, utf8("Action=ReceiveMessage&e&f&g&h")),
                MALFORMED);
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"n" + i + "\"")
                .collect(Collectors.joining(",", "{\"AttributeNames\":[", "]}"));
    }

    @Test
    void hugeIndicesCostNothing() {
        CreateQueueInput input = (CreateQueueInput) CODEC.decode(
                        form("Action=CreateQueue&Attribute.999999999.Name=b&Attribute.999999999.Value=2"
                                + "&Attribute.7.Value=1&Attribute.7.Name=a"),
                        Map.of())
                .input();

        assertThat(input.attributes()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Attribute.0.Name=a",
                "Attribute.-1.Name=a",
                "Attribute.01.Name=a",
                "Attribute.1000000000.Name=a",
                "Attribute.99999999999999999999.Name=a",
                "Attribute.x.Name=a",
                "Attribute..Name=a",
                "Attribute.١.Name=a",
                "Attribute.1=a",
                "Attribute.1.=a",
                "Attribute.1.Other=a",
                "Attribute.1.Name.x=a",
                "Attribute=a",
                "Attribute.1.Name=a",
                "Attribute.1.Value=a",
                "Attribute.=a",
                "QueueName.1=a",
                "QueueName.=a",
                "Attribute.1.Name=a&Attribute.1.Value=1&Attribute.2.Name=a&Attribute.2.Value=2",
                "QueueName=a&QueueName=a",
                "QueueName=%",
                "QueueName=%4",
                "QueueName=%zz",
                "QueueName=a%",
                "%=a",
                "QueueName=%-1"
            })
    void brokenParametersAreMalformed(String parameters) {
        assertRefused(form("Action=CreateQueue&" + parameters), MALFORMED);
        assertRefused(get("Action=CreateQueue&" + parameters), MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1.0", "+1", " 1", "1 ", "0x1", "1e2", "2147483648", "-2147483649", "١", "-", "1_0"})
    void aNumberInQueryIsStrict(String number) {
        assertRefused(form("Action=SendMessage&DelaySeconds=" + number.replace("+", "%2B")), MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Flag=True",
                "Flag=1",
                "Flag=",
                "Real=",
                "RealInQuery=1d",
                "RealInQuery=0x1p3",
                "RealToo=1e999",
                "RealInQuery=1&RealToo=1",
                "Decimal=1e1001",
                "Decimal=١",
                "Instant=0",
                "Instant=2026-01-01",
                "Members.entry.1=1",
                "Members.1=1",
                "Members=1",
                "Blob=*"
            })
    void otherScalarsInQueryAreStrictToo(String parameter) {
        if (parameter.equals("Real=")) {
            assertThat(EveryShape.CODEC
                            .decode(form("Action=Echo&" + parameter), Map.of())
                            .operation())
                    .as("a name that query does not have is skipped")
                    .isEqualTo(EveryShape.ECHO);
        } else {
            assertRefused(EveryShape.CODEC, form("Action=Echo&" + parameter), MALFORMED);
        }
    }

    @Test
    void deepNamesAreMalformed() {
        assertRefused(EveryShape.CODEC, form("Action=Echo&Nested." + "Child.".repeat(100_000) + "Id=x"), MALFORMED);
        assertRefused(
                EveryShape.CODEC, form("Action=Echo&Nested." + "ChildInList.1.".repeat(100_000) + "Id=x"), MALFORMED);
    }

    @Test
    void actionsAreRequiredAndKnown() {
        assertThat(assertRefused(form("QueueUrl=u"), MISSING))
                .isEqualTo("The request must contain the parameter Action.");
        assertThat(assertRefused(get(""), MISSING)).isEqualTo("The request must contain the parameter Action.");
        assertThat(assertRefused(form("Action=FooBar"), UNKNOWN))
                .isEqualTo("The action FooBar is not valid for this endpoint.");
        assertThat(assertRefused(json("FooBar", "{}"), UNKNOWN))
                .isEqualTo("The action FooBar is not valid for this endpoint.");
        assertThat(assertRefused(form("Action=SendMessage&Version=1999-01-01"), UNKNOWN))
                .isEqualTo("Could not find operation SendMessage for version 1999-01-01");
        assertThat(assertRefused(form("Action=" + "x".repeat(1_000_000)), UNKNOWN))
                .hasSizeLessThan(300);
        WireRequest other = new WireRequest("POST", "/", "", jsonHeaders("AmazonSNS.Publish"), utf8("{}"));
        assertThat(assertRefused(other, UNKNOWN))
                .isEqualTo("The action AmazonSNS.Publish is not valid for this endpoint.");
        WireRequest none =
                new WireRequest("POST", "/", "", Headers.of("Content-Type", "application/x-amz-json-1.0"), utf8("{}"));
        assertRefused(none, MISSING);
    }

    @Test
    void documentTypesAreRefused() {
        String laughs = "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>";
        String body = "<ReceiveMessageResponse><ReceiveMessageResult><Message><Body>&b;</Body></Message>"
                + "</ReceiveMessageResult></ReceiveMessageResponse>";
        String external = "<!DOCTYPE r SYSTEM \"file:///etc/hostname\">";

        assertNoAnswer(laughs + body);
        assertNoAnswer(laughs + body.replace("&b;", ""));
        assertNoAnswer(external + body.replace("&b;", ""));
        assertNoAnswer(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<a/>",
                "<ReceiveMessageResponse/>",
                "<ReceiveMessageResponse>",
                "<ReceiveMessageResponse><ReceiveMessageResult><Message/></ReceiveMessageResult></ReceiveMessageResponse>",
                "<ReceiveMessageResponse><ReceiveMessageResult/></ReceiveMessageResponse><x/>"
            })
    void brokenXmlIsNoAnswer(String body) {
        assertNoAnswer(body);
    }

    @Test
    void deepXmlIsNoAnswer() {
        assertNoAnswer("<ReceiveMessageResponse>" + "<a>".repeat(100_000) + "</a>".repeat(100_000)
                + "</ReceiveMessageResponse>");
    }

    @Test
    void aMebibyteOfReferencesIsReadBack() {
        Message message = new Message("m", "r", "5", "<&\r\"".repeat(256 * 1024), Map.of(), Map.of());
        ReceiveMessageOutput output = new ReceiveMessageOutput(List.of(message));

        WireResponse xml = CODEC.encode(Protocol.AWS_QUERY, RECEIVE_MESSAGE, output, "id");
        WireResponse json = CODEC.encode(Protocol.AWS_JSON_1_0, RECEIVE_MESSAGE, output, "id");

        assertThat(CODEC.decodeResponse(Protocol.AWS_QUERY, RECEIVE_MESSAGE, xml))
                .isEqualTo(output);
        assertThat(CODEC.decodeResponse(Protocol.AWS_JSON_1_0, RECEIVE_MESSAGE, json))
                .isEqualTo(output);
    }

    @Property(tries = 2_000)
    void anyBytesAreDecodedOrRefused(@ForAll @Size(max = 200) byte[] noise, @ForAll @IntRange(max = 330) int at) {
        byte[] spliced = join(Arrays.copyOf(SAMPLE, at), noise, Arrays.copyOfRange(SAMPLE, at, SAMPLE.length));

        assertDecodedOrRefused(new WireRequest("POST", "/", "", jsonHeaders("Every.Echo"), spliced));
        assertDecodedOrRefused(form(join(utf8("Action=Echo&Word."), noise)));
        assertDecodedOrRefused(form(noise));
    }

    private static void assertDecodedOrRefused(WireRequest request) {
        try {
            assertThat(EveryShape.CODEC.decode(request, Map.of()).operation()).isEqualTo(EveryShape.ECHO);
        } catch (ApiException e) {
            assertThat(e.error()).isIn(MALFORMED, MISSING, UNKNOWN);
        }
    }

    private static void assertNoAnswer(String xml) {
        WireResponse response = new WireResponse(200, Headers.NONE, utf8(xml));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> CODEC.decodeResponse(Protocol.AWS_QUERY, RECEIVE_MESSAGE, response))
                .satisfies(e -> assertThat(e.error()).isEqualTo(MALFORMED));
    }

    private static String assertRefused(WireRequest request, ApiError error) {
        return assertRefused(CODEC, request, error);
    }

    private static String assertRefused(ServiceCodec codec, WireRequest request, ApiError error) {
        ApiException[] refusal = new ApiException[1];
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> codec.decode(request, Map.of()))
                .satisfies(e -> assertThat(e.error()).isEqualTo(error))
                .satisfies(e -> refusal[0] = e);
        return refusal[0].text();
    }

    private static Headers jsonHeaders(String target) {
        return Headers.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", target);
    }

    private static WireRequest json(String action, String body) {
        return new WireRequest("POST", "/", "", jsonHeaders("AmazonSQS." + action), utf8(body));
    }

    private static WireRequest jsonBytes(byte[] body) {
        return new WireRequest("POST", "/", "", jsonHeaders("AmazonSQS.SendMessage"), body);
    }

    private static WireRequest form(String body) {
        return form(utf8(body));
    }

    private static WireRequest form(byte[] body) {
        return new WireRequest("POST", "/", "", Headers.of("Content-Type", "application/x-www-form-urlencoded"), body);
    }

    private static WireRequest get(String query) {
        return new WireRequest("GET", "/", query, Headers.NONE, new byte[0]);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static byte[] join(byte[]... parts) {
        ByteSink joined = new ByteSink(64);
        for (byte[] part : parts) {
            joined.bytes(part);
        }
        return joined.toByteArray();
    }
}
