package io.posthorn.topic.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.message.MessageAttribute;
import io.posthorn.topic.message.MessageAttributes;
import io.posthorn.wire.Blob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionFiltersTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    /** A policy, then bodies that it fits, then bodies that it does not; a tilde between bodies. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Equality
                "{'k':['a']}|{'k':'a'}|{'k':'A'}~{'k':'ab'}~{'K':'a'}~{'k':{'x':'a'}}~{}",
                "{'k':['a','b']}|{'k':'a'}~{'k':'b'}|{'k':'c'}",
                "{'k':['']}|{'k':''}|{'k':' '}~{'k':null}",
                "{'k':[300]}|{'k':300}~{'k':300.0}~{'k':3e2}~{'k':3.0E+2}|{'k':'300'}~{'k':301}~{'k':300.00001}",
                "{'k':['300']}|{'k':'300'}|{'k':300}",
                "{'k':[true]}|{'k':true}|{'k':false}~{'k':'true'}~{'k':1}",
                "{'k':[false]}|{'k':false}|{'k':true}~{'k':'false'}~{'k':null}~{}",
                "{'k':[null]}|{'k':null}|{'k':'null'}~{'k':''}~{'k':[]}~{}",
                "{'k':['a'],'l':[1]}|{'k':'a','l':1}|{'k':'a'}~{'l':1}~{'k':'a','l':2}",
                "{'k':['say \\'hi\\' \\\\ bye']}|{'k':'say \\'hi\\' \\\\ bye'}|{'k':'say hi bye'}",
                "{'k':['é']}|{'k':'é'}~{'k':'\\u00e9'}|{'k':'e'}",
                // Texts
                "{'k':[{'prefix':'ab'}]}|{'k':'ab'}~{'k':'abc'}|{'k':'xab'}~{'k':'Ab'}~{'k':'a'}",
                "{'k':[{'prefix':{'equals-ignore-case':'aB'}}]}|{'k':'Abc'}|{'k':'bc'}",
                "{'k':[{'suffix':'.png'}]}|{'k':'.png'}~{'k':'a.png'}|{'k':'a.PNG'}~{'k':'a.png.txt'}",
                "{'k':[{'suffix':{'equals-ignore-case':'.png'}}]}|{'k':'a.PnG'}|{'k':'a.gif'}",
                "{'k':[{'equals-ignore-case':'tenNis'}]}|{'k':'TENNIS'}~{'k':'tennis'}|{'k':'tennis '}",
                "{'k':[{'wildcard':'a*z'}]}|{'k':'az'}~{'k':'abcz'}|{'k':'azy'}~{'k':'baz'}~{'k':'A-Z'}",
                "{'k':[{'wildcard':'*/bin/*'}]}|{'k':'/usr/bin/x'}~{'k':'/bin/'}|{'k':'/usr/sbin'}",
                "{'k':[{'wildcard':'a\\\\*'}]}|{'k':'a*'}|{'k':'ab'}",
                // Anything but
                "{'k':[{'anything-but':'a'}]}|{'k':'b'}~{'k':1}~{'k':['a','b']}|{'k':'a'}~{'k':['a']}~{}~{'l':'b'}",
                "{'k':[{'anything-but':['a','b']}]}|{'k':'c'}~{'k':['a','c']}|{'k':'a'}~{'k':['a','b']}~{}",
                "{'k':[{'anything-but':300}]}|{'k':301}~{'k':'300'}|{'k':300}~{'k':300.0}~{}",
                "{'k':[{'anything-but':[1,2]}]}|{'k':3}|{'k':1}~{'k':2.0}",
                "{'k':[{'anything-but':{'prefix':'order-'}}]}|{'k':'data'}|{'k':'order-1'}~{}",
                "{'k':[{'anything-but':{'prefix':['a','b']}}]}|{'k':'c1'}|{'k':'a1'}~{'k':'b1'}",
                "{'k':[{'anything-but':{'suffix':'.png'}}]}|{'k':'a.gif'}|{'k':'a.png'}~{}",
                "{'k':[{'anything-but':{'suffix':['.png','.gif']}}]}|{'k':'a.jpg'}|{'k':'a.gif'}",
                "{'k':[{'anything-but':{'equals-ignore-case':'a'}}]}|{'k':'b'}|{'k':'A'}~{'k':'a'}~{}",
                "{'k':[{'anything-but':{'equals-ignore-case':['a','b']}}]}|{'k':'c'}|{'k':'B'}",
                "{'k':[{'anything-but':{'wildcard':'a*z'}}]}|{'k':'b'}|{'k':'a-z'}~{}",
                "{'k':[{'anything-but':{'wildcard':['a*','*z']}}]}|{'k':'b'}|{'k':'ab'}~{'k':'bz'}",
                // Numbers
                "{'k':[{'numeric':['=',1]}]}|{'k':1}~{'k':1.0}~{'k':[0,1]}|{'k':'1'}~{'k':1.00001}~{}",
                "{'k':[{'numeric':['>',0]}]}|{'k':0.00001}~{'k':1e9}|{'k':0}~{'k':-1}",
                "{'k':[{'numeric':['>=',-1.5]}]}|{'k':-1.5}~{'k':7}|{'k':-1.50001}",
                "{'k':[{'numeric':['<',5]}]}|{'k':4.99999}~{'k':-1e9}|{'k':5}",
                "{'k':[{'numeric':['<=',5]}]}|{'k':5}~{'k':5.0}|{'k':5.00001}",
                "{'k':[{'numeric':['>',0,'<=',100]}]}|{'k':1}~{'k':100}|{'k':0}~{'k':101}~{'k':'50'}",
                "{'k':[123456789012]}|{'k':123456789012}|{'k':123456789013}~{'k':'123456789012'}",
                // Presence
                "{'k':[{'exists':true}]}|{'k':'a'}~{'k':''}~{'k':null}~{'k':[1]}|{}~{'k':[]}~{'k':{}}~{'k':{'x':1}}",
                "{'k':[{'exists':false}]}|{}~{'l':1}~{'k':[]}~{'k':{'x':1}}|{'k':'a'}~{'k':null}",
                "{'k':[{'exists':false},'a']}|{}~{'k':'a'}|{'k':'b'}",
                "{'n':{'k':[{'exists':false}]}}|{}~{'n':{}}~{'k':1}|{'n':{'k':1}}",
                // Addresses
                "{'k':[{'cidr':'10.0.0.0/24'}]}|{'k':'10.0.0.0'}~{'k':'10.0.0.255'}|{'k':'10.0.1.0'}~{'k':'x'}",
                "{'k':[{'cidr':'2001:db8::/32'}]}|{'k':'2001:db8::1'}|{'k':'2001:db9::1'}~{'k':'10.0.0.1'}",
                // Alternatives
                "{'s':['x'],'$or':[{'a':[1]},{'b':[2]}]}|{'s':'x','a':1}~{'s':'x','b':2}|{'s':'x'}~{'a':1}~{'s':'x','b':1}",
                "{'$or':[{'a':[1],'b':[1]},{'c':[1]}]}|{'a':1,'b':1}~{'c':1}|{'a':1}~{'b':1}",
                "{'n':{'$or':[{'a':[1]},{'b':[1]}]}}|{'n':{'a':1}}~{'n':{'b':1}}|{'a':1}~{'n':{'c':1}}",
                // Arrays and nesting
                "{'k':['a','b']}|{'k':['a']}~{'k':['x','b']}|{'k':['x']}~{'k':[]}",
                "{'k':[null]}|{'k':[1,null]}|{'k':[1]}",
                "{'n':{'k':['a']}}|{'n':{'k':'a'}}~{'n':[{'k':'b'},{'k':'a'}]}~{'n.k':'a'}|{'k':'a'}~{'n':{'m':{'k':'a'}}}",
                "{'n':{'a':[1],'b':[2]}}|{'n':[{'a':1,'b':2}]}~{'n':{'a':1,'b':2}}|{'n':[{'a':1,'b':3},{'a':4,'b':2}]}",
                "{'Records':{'s3':{'object':{'key':[{'prefix':'auto-'}]}},'eventName':[{'prefix':'ObjectCreated:'}]}}"
                        + "|{'Records':[{'eventName':'ObjectCreated:Put','s3':{'object':{'key':'auto-1.xml'}}}]}"
                        + "|{'Records':[{'eventName':'ObjectRemoved:Delete','s3':{'object':{'key':'auto-1.xml'}}}]}"
                        + "~{'Records':[{'eventName':'ObjectCreated:Put','s3':{'object':{'key':'home-1.xml'}}}]}",
                // Of a key that is written twice the last counts
                "{'k':['a'],'k':['b']}|{'k':'b'}|{'k':'a'}",
            })
    void bodiesFitOrDoNot(String policy, String fitting, String other) {
        SubscriptionFilters filters = body(policy);

        assertThat(fitting.split("~"))
                .allSatisfy(message -> assertThat(filters.match(MessageAttributes.NONE, Json.text(message)))
                        .isEqualTo(new FilterMatches(Set.of(FIRST), Map.of())));
        assertThat(other.split("~"))
                .allSatisfy(message -> assertThat(filters.match(MessageAttributes.NONE, Json.text(message))
                                .reason(FIRST))
                        .contains(FilteredOut.MESSAGE_BODY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Hello world!",
                "'Regular string'",
                "[{'k':'a'}]",
                "1",
                "null",
                "{'k':'a'",
                "{'k':'a'}}",
                "{'k':'a'} x",
                "{k:'a'}",
                "{'l':}",
                "``",
            })
    void aBodyThatIsNoObjectFitsNoPolicy(String message) {
        SubscriptionFilters filters = SubscriptionFilters.of(Map.of(
                FIRST, policy("{'k':[{'exists':false}]}", FilterScope.MESSAGE_BODY),
                SECOND, policy("{'k':['a']}", FilterScope.MESSAGE_BODY)));

        assertThat(filters.match(MessageAttributes.NONE, Json.text(message)).filteredOut())
                .isEqualTo(Map.of(
                        FIRST, FilteredOut.INVALID_MESSAGE_BODY,
                        SECOND, FilteredOut.INVALID_MESSAGE_BODY));
    }

    /** A policy, the type and value of the attribute k, and whether they fit. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'k':['a']}|String|a|true",
                "{'k':['a']}|String.label|a|true",
                "{'k':['300']}|String|300|true",
                "{'k':[300]}|String|300|false",
                "{'k':[300]}|Number|300|true",
                "{'k':[300]}|Number|300.0|true",
                "{'k':[300]}|Number|3e2|true",
                "{'k':[300]}|Number|+300|true",
                "{'k':[300]}|Number|0300|true",
                "{'k':[0.5]}|Number|.5|true",
                "{'k':[300]}|Number.int|300.|true",
                "{'k':['300']}|Number|300|false",
                "{'k':[123456789012]}|Number|123456789012|true",
                "{'k':[{'numeric':['>',0,'<=',100]}]}|Number|99|true",
                "{'k':[{'numeric':['>',0,'<=',100]}]}|Number|101|false",
                "{'k':[{'numeric':['>',0,'<=',100]}]}|String|99|false",
                "{'k':[true]}|String|true|false",
                "{'k':['true']}|String|true|true",
                "{'k':[null]}|String|null|false",
                "{'k':['[1,2]']}|String|[1,2]|true",
                "{'k':['b']}|String.Array|['a','b']|true",
                "{'k':['c']}|String.Array|['a','b']|false",
                "{'k':[2]}|String.Array|['a',2.0,true,null]|true",
                "{'k':[true]}|String.Array|['a',2,true,null]|true",
                "{'k':[null]}|String.Array|['a',2,true,null]|true",
                "{'k':['2']}|String.Array|['a',2,true,null]|false",
                "{'k':['x']}|String.Array|[{'k':'x'},['x']]|false",
                "{'k':[{'exists':true}]}|String.Array|[]|false",
                "{'k':[{'exists':false}]}|String.Array|[]|true",
                "{'k':[{'anything-but':['a']}]}|String.Array|['a','b']|true",
                "{'k':[{'anything-but':['a']}]}|String.Array|['a']|false",
                "{'k':[{'anything-but':['a']}]}|String|b|true",
                "{'k':[{'prefix':'a'}]}|String|abc|true",
                "{'k':[{'exists':true}]}|Number|7|true",
                "{'k':[{'exists':false}]}|Number|7|false",
                // A text's quotation marks and backslashes are compared escaped
                "{'k':['say \\\\\\'hi\\\\\\'']}|String|say 'hi'|true",
                "{'k':['say \\'hi\\'']}|String|say 'hi'|false",
                "{'k':['a\\\\\\\\b']}|String|a\\b|true",
                "{'k':['a\\\\b']}|String|a\\b|false",
            })
    void attributesFitOrDoNot(String policy, String type, String value, boolean fits) {
        FilterMatches matches = attributes(policy).match(attribute("k", type, Json.text(value)), "not looked at");

        assertThat(matches.reason(FIRST).map(FilteredOut::wireName).orElse("fits"))
                .isEqualTo(fits ? "fits" : "MessageAttributes");
        assertThat(matches.wanted(FIRST)).isEqualTo(fits);
    }

    @Test
    void binaryAttributesAreNotThere() {
        MessageAttributes binary =
                MessageAttributes.of(Map.of("k", new MessageAttribute.Binary("Binary", Blob.of(new byte[] {97}))));

        assertThat(attributes("{'k':[{'exists':false}]}").match(binary, "").matched())
                .containsExactly(FIRST);
        assertThat(attributes("{'k':[{'exists':true}]}").match(binary, "").reason(FIRST))
                .contains(FilteredOut.MESSAGE_ATTRIBUTES);
    }

    @Test
    void aMessageWithoutAttributesIsAskedForThemAllTheSame() {
        assertThat(attributes("{'k':[{'exists':false}]}")
                        .match(MessageAttributes.NONE, "")
                        .matched())
                .containsExactly(FIRST);
        assertThat(attributes("{'k':['a']}").match(MessageAttributes.NONE, "").reason(FIRST))
                .contains(FilteredOut.NO_MESSAGE_ATTRIBUTES);
        assertThat(attributes("{'k':[{'anything-but':'a'}]}")
                        .match(MessageAttributes.NONE, "")
                        .reason(FIRST))
                .contains(FilteredOut.NO_MESSAGE_ATTRIBUTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"a", "'a'", "['a'", "{'k':'a'}", "['a'] x", "7", "[1e99999999999]", "` `"})
    void anArrayThatIsNoneFitsNoPolicy(String array) {
        assertThat(attributes("{'l':[{'exists':false}]}")
                        .match(attribute("k", "String.Array", Json.text(array)), "")
                        .reason(FIRST))
                .contains(FilteredOut.INVALID_ATTRIBUTES);
    }

    @Test
    void eachScopeLooksAtItsOwn() {
        SubscriptionFilters filters = SubscriptionFilters.of(Map.of(
                FIRST, policy("{'k':['a']}", FilterScope.MESSAGE_ATTRIBUTES),
                SECOND, policy("{'k':['a']}", FilterScope.MESSAGE_BODY)));

        assertThat(filters.match(attribute("k", "String", "a"), "{}"))
                .isEqualTo(new FilterMatches(Set.of(FIRST), Map.of(SECOND, FilteredOut.MESSAGE_BODY)));
        assertThat(filters.match(attribute("k", "String", "b"), "{\"k\":\"a\"}"))
                .isEqualTo(new FilterMatches(Set.of(SECOND), Map.of(FIRST, FilteredOut.MESSAGE_ATTRIBUTES)));
        assertThat(filters.size()).isEqualTo(2);
    }

    @Test
    void everySubscriptionIsMatchedWithTheMessageThatItWouldGet() {
        SubscriptionFilters filters = SubscriptionFilters.of(Map.of(
                FIRST, policy("{'k':['a']}", FilterScope.MESSAGE_BODY),
                SECOND, policy("{'k':['a']}", FilterScope.MESSAGE_BODY)));

        assertThat(filters.match(
                        MessageAttributes.NONE,
                        subscription -> subscription.equals(FIRST) ? "{\"k\":\"a\"}" : "{\"k\":\"b\"}"))
                .isEqualTo(new FilterMatches(Set.of(FIRST), Map.of(SECOND, FilteredOut.MESSAGE_BODY)));
    }

    @Test
    void theMessageIsAskedForOnlyWhereAPolicyLooksAtIt() {
        List<UUID> asked = new ArrayList<>();
        SubscriptionFilters filters = SubscriptionFilters.of(Map.of(
                FIRST, policy("{'k':['a']}", FilterScope.MESSAGE_ATTRIBUTES),
                SECOND, policy("{'k':['a']}", FilterScope.MESSAGE_BODY)));

        filters.match(MessageAttributes.NONE, subscription -> {
            asked.add(subscription);
            return "{}";
        });

        assertThat(asked).containsExactly(SECOND);
    }

    @Test
    void whoHasNoFilterWantsAll() {
        FilterMatches matches = SubscriptionFilters.of(Map.of()).match(MessageAttributes.NONE, "anything");

        assertThat(matches).isEqualTo(FilterMatches.NONE);
        assertThat(matches.wanted(FIRST)).isTrue();
        assertThat(matches.reason(FIRST)).isEmpty();
    }

    @Test
    void manySubscriptionsAreToldApart() {
        Map<UUID, FilterPolicy> policies = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            policies.put(new UUID(1, i), policy("{'store':['s" + i % 100 + "']}", FilterScope.MESSAGE_BODY));
        }

        FilterMatches matches = SubscriptionFilters.of(policies).match(MessageAttributes.NONE, "{\"store\":\"s7\"}");

        assertThat(matches.matched())
                .containsExactlyInAnyOrder(
                        new UUID(1, 7), new UUID(1, 107), new UUID(1, 207), new UUID(1, 307), new UUID(1, 407));
        assertThat(matches.filteredOut()).hasSize(495);
    }

    @Test
    void longArraysAreMatchedWithoutTryingAllCombinations() {
        SubscriptionFilters filters = SubscriptionFilters.of(Map.of(
                FIRST,
                policy(
                        "{'a':[{'exists':true}],'b':[{'exists':true}],'c':[{'exists':true}],'d':['never']}",
                        FilterScope.MESSAGE_BODY),
                SECOND,
                policy("{'a':[1999],'b':[{'numeric':['>',1998]}],'c':[7],'d':[8]}", FilterScope.MESSAGE_BODY)));
        String array = IntStream.range(0, 2000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        String message = "{\"a\":" + array + ",\"b\":" + array + ",\"c\":" + array + ",\"d\":" + array + "}";

        // All combinations would be sixteen million millions
        assertThat(filters.match(MessageAttributes.NONE, message))
                .isEqualTo(new FilterMatches(Set.of(SECOND), Map.of(FIRST, FilteredOut.MESSAGE_BODY)));
    }

    @Test
    void longArraysOfAttributesAreMatchedLikewise() {
        String array = IntStream.range(0, 2000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        Map<String, MessageAttribute> attributes = new HashMap<>();
        for (String name : List.of("a", "b", "c", "d")) {
            attributes.put(name, new MessageAttribute.Text("String.Array", array));
        }

        assertThat(attributes("{'a':[{'exists':true}],'b':[{'exists':true}],'c':[{'exists':true}],'d':['never']}")
                        .match(MessageAttributes.of(attributes), "")
                        .reason(FIRST))
                .contains(FilteredOut.MESSAGE_ATTRIBUTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e999999999",
                "1e-999999999",
                "'\\ud800'",
                "'\\u0000'",
                "123456789012345678901234567890"
            })
    void valuesThatNoPolicyCanNameDoNoHarm(String value) {
        SubscriptionFilters filters = body("{'a':[{'exists':true}],'b':[{'numeric':['>',0]}]}");
        String many = IntStream.range(0, 2000).mapToObj(String::valueOf).collect(Collectors.joining(","));

        assertThat(filters.match(MessageAttributes.NONE, Json.text("{'a':" + value + ",'b':1}"))
                        .matched())
                .containsExactly(FIRST);
        assertThat(filters.match(
                                MessageAttributes.NONE,
                                Json.text("{'a':[" + many + "," + value + "],'b':[" + many + "," + value + "]}"))
                        .matched())
                .containsExactly(FIRST);
    }

    @Test
    void numbersOutOfAllRangeMakeALongDocumentUnreadable() {
        String many = IntStream.range(0, 2000).mapToObj(String::valueOf).collect(Collectors.joining(","));

        assertThat(body("{'a':[{'exists':true}],'b':[1]}")
                        .match(
                                MessageAttributes.NONE,
                                Json.text("{'a':[" + many + ",1e99999999999],'b':[" + many + "]}"))
                        .reason(FIRST))
                .contains(FilteredOut.INVALID_MESSAGE_BODY);
    }

    private static SubscriptionFilters body(String policy) {
        return SubscriptionFilters.of(Map.of(FIRST, policy(policy, FilterScope.MESSAGE_BODY)));
    }

    private static SubscriptionFilters attributes(String policy) {
        return SubscriptionFilters.of(Map.of(FIRST, policy(policy, FilterScope.MESSAGE_ATTRIBUTES)));
    }

    private static FilterPolicy policy(String policy, FilterScope scope) {
        return FilterPolicy.parse(Json.text(policy), scope);
    }

    private static MessageAttributes attribute(String name, String type, String value) {
        return MessageAttributes.of(Map.of(name, new MessageAttribute.Text(type, value)));
    }
}
