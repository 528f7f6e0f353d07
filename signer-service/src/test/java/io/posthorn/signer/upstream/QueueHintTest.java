package io.posthorn.signer.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.event.ShardOwnerEvent;
import io.posthorn.platform.shard.Shards;
import io.posthorn.signer.upstream.Replicas.Replica;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueHintTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Call CALL = new Call(
            ACCOUNT,
            Principal.rootOf(ACCOUNT),
            "k",
            "us-east-1",
            "sqs",
            "r",
            "http://h",
            Source.UNKNOWN,
            Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"QueueUrl\":\"http://h:1/123456789012/orders\"}|/|123456789012|orders",
                "{\"QueueUrl\" : \"http:\\/\\/h\\/123456789012\\/orders.fifo\"}|/|123456789012|orders.fifo",
                "{\"QueueName\":\"orders\"}|/||orders",
                "Action=X&QueueUrl=http%3A%2F%2Fh%2F123456789012%2Forders&Z=1|/|123456789012|orders",
                "QueueName=orders|/||orders",
                "Action=ReceiveMessage|/123456789012/orders|123456789012|orders",
                "{\"QueueUrl\":\"https://h/b1gfolder/dj60000000000000000a/orders\"}|/|b1gfolder|orders",
                "Action=ReceiveMessage|/b1gfolder/dj60000000000000000a/orders|b1gfolder|orders",
                "{\"QueueUrl\":\"http://h/NOT-AN-ACCOUNT/orders\"}|/||orders"
            })
    void aQueueIsFoundWhereClientsWriteIt(String body, String path, String account, String name) {
        AccountId expected = account == null || account.isEmpty() ? null : new AccountId(account);

        assertThat(QueueHint.of(request(path, body))).isEqualTo(new QueueHint(expected, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "Action=ListQueues", "{\"QueueUrl\":", "{\"QueueUrl\":\"", "QueueUrl=%zz"})
    void whereThereIsNoneThereIsNoHint(String body) {
        assertThat(QueueHint.of(request("/", body))).isNull();
    }

    @Test
    void theLatestOwnerIsAsked() {
        Shards shards = new Shards(4);
        ShardRoutes routes = new ShardRoutes(shards);
        int shard = shards.of(ACCOUNT, "us-east-1", "orders");
        WireRequest request = request("/", "{\"QueueName\":\"orders\"}");
        assertThat(routes.ownerOf(CALL, request)).isNull();

        routes.apply(owner(shard, 2, "http://two:2"));
        routes.apply(owner(shard, 1, "http://one:1"));
        assertThat(routes.ownerOf(CALL, request)).isEqualTo(new Replica("two", 2, false));

        routes.apply(owner(shard, 3, "https://three"));
        assertThat(routes.ownerOf(CALL, request)).isEqualTo(new Replica("three", 443, true));

        routes.apply(owner(99, 9, "http://x:1"));
        routes.apply(owner(shard, 9, "nonsense"));
        assertThat(routes.ownerOf(CALL, request)).isEqualTo(new Replica("three", 443, true));
    }

    @Test
    void whatIsForAnotherServiceIsNoQueuesWhateverItsPathAndBodySay() {
        ShardRoutes routes = new ShardRoutes(new Shards(1));
        routes.apply(owner(0, 1, "http://queues:1"));
        Call topics = new Call(
                ACCOUNT, Principal.OPERATOR, "", "us-east-1", "sns", "r", "http://h", Source.UNKNOWN, Instant.EPOCH);
        String path = "/_posthorn/deliveries/arn:aws:sns:us-east-1:000000000000:t:1/attempts";

        assertThat(routes.ownerOf(CALL, request("/000000000000/orders", ""))).isNotNull();
        assertThat(routes.ownerOf(topics, request(path, ""))).isNull();
        assertThat(routes.ownerOf(topics, request("/", "Action=Publish&QueueName=orders")))
                .isNull();
    }

    @Test
    void replicasAreAskedInTurn() {
        Replicas replicas = new Replicas(List.of("http://a:1", " http://b:2/ "));

        assertThat(replicas.inTurn()).extracting(Replica::host).containsExactly("a", "b");
        assertThat(replicas.inTurn()).extracting(Replica::host).containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:1", "ftp://a", "http://a/path", "http://u:p@a", "http://a?x", "http://"})
    void anAddressOfAnotherFormIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Replica.at(url));
    }

    private static ShardOwnerEvent owner(int shard, long epoch, String url) {
        return new ShardOwnerEvent(1, shard, epoch, "o", url, Instant.EPOCH);
    }

    private static WireRequest request(String path, String body) {
        return new WireRequest("POST", path, "", Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
    }
}
