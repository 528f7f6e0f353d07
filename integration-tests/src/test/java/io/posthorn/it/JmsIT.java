package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazon.sqs.javamessaging.ProviderConfiguration;
import com.amazon.sqs.javamessaging.SQSConnection;
import com.amazon.sqs.javamessaging.SQSConnectionFactory;
import com.amazon.sqs.javamessaging.SQSSession;
import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Installation;
import jakarta.jms.BytesMessage;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Amazon's JMS library. It fetches ahead with long polls, gives messages back by setting their visibility to zero, and keeps
 * types and properties in message attributes.
 */
@BlackBox
class JmsIT {
    private static final long SOON = Duration.ofSeconds(10).toMillis();
    private static final long NOT_NOW = Duration.ofMillis(200).toMillis();

    private final SqsClient sqs;
    private final SQSConnection connection;
    private final List<String> queues = new ArrayList<>();

    JmsIT(Installation installation) throws JMSException {
        this.sqs = Clients.sqs(installation.first());
        this.connection = new SQSConnectionFactory(new ProviderConfiguration().withNumberOfMessagesToPrefetch(5), sqs)
                .createConnection();
    }

    @BeforeEach
    void start() throws JMSException {
        connection.start();
    }

    @AfterEach
    void close() throws JMSException {
        // Closing waits for the long polls, which end when their queues do. Every message is acknowledged by then, for
        // closing gives the others back.
        queues.forEach(url -> sqs.deleteQueue(r -> r.queueUrl(url)));
        connection.close();
        sqs.close();
    }

    @Test
    void messagesOfEveryKindComeBackAsTheyWereSent() throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        jakarta.jms.Queue queue = session.createQueue(queue("kinds", Map.of()));
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);

        TextMessage text = session.createTextMessage("Grüße \uD834\uDD1E");
        text.setStringProperty("string", "value");
        text.setLongProperty("long", 1L << 40);
        text.setDoubleProperty("double", 1.5);
        text.setBooleanProperty("boolean", true);
        text.setJMSReplyTo(queue);
        text.setJMSCorrelationID("correlated");
        producer.send(text);
        TextMessage gotText = (TextMessage) consumer.receive(SOON);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeBytes(new byte[] {0, 1, -1});
        producer.send(bytes);
        BytesMessage gotBytes = (BytesMessage) consumer.receive(SOON);
        producer.send(session.createObjectMessage(new ArrayList<>(List.of("one", 2))));
        ObjectMessage gotObject = (ObjectMessage) consumer.receive(SOON);

        assertThat(gotText.getText()).isEqualTo(text.getText());
        assertThat(gotText.getStringProperty("string")).isEqualTo("value");
        assertThat(gotText.getLongProperty("long")).isEqualTo(1L << 40);
        assertThat(gotText.getDoubleProperty("double")).isEqualTo(1.5);
        assertThat(gotText.getBooleanProperty("boolean")).isTrue();
        assertThat(gotText.getJMSReplyTo()).isEqualTo(queue);
        assertThat(gotText.getJMSCorrelationID()).isEqualTo("correlated");
        assertThat(gotText.getJMSMessageID()).isEqualTo(text.getJMSMessageID());
        assertThat(gotText.getIntProperty("JMSXDeliveryCount")).isOne();
        byte[] content = new byte[3];
        assertThat(gotBytes.readBytes(content)).isEqualTo(3);
        assertThat(content).containsExactly(0, 1, -1);
        assertThat(gotObject.getObject()).isEqualTo(List.of("one", 2));
        assertThat(consumer.receive(NOT_NOW)).isNull();
    }

    @Test
    void aDeliveryDelayIsKept() throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        jakarta.jms.Queue queue = session.createQueue(queue("delay", Map.of()));
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(1000);
        MessageConsumer consumer = session.createConsumer(queue);

        producer.send(session.createTextMessage("later"));

        assertThat(consumer.receive(NOT_NOW)).isNull();
        assertThat(text(consumer.receive(SOON))).isEqualTo("later");
    }

    @Test
    void acknowledgingAMessageAcknowledgesThoseBeforeIt() throws JMSException {
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        jakarta.jms.Queue queue = session.createQueue(queue("client", Map.of()));
        send(session, queue, 6);
        MessageConsumer consumer = session.createConsumer(queue);
        Set<String> acknowledged = texts(receive(consumer, 3));
        Message fourth = consumer.receive(SOON);
        acknowledged.add(text(fourth));
        fourth.acknowledge();
        Set<String> forgotten = texts(receive(consumer, 2));

        session.recover();

        List<Message> again = receive(consumer, 2);
        assertThat(texts(again)).isEqualTo(forgotten).doesNotContainAnyElementsOf(acknowledged);
        again.getLast().acknowledge();
        assertThat(consumer.receive(NOT_NOW)).isNull();
    }

    @Test
    void withoutOrderEachMessageIsAcknowledgedByItself() throws JMSException {
        Session session = connection.createSession(false, SQSSession.UNORDERED_ACKNOWLEDGE);
        String name = queue("unordered", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "2"));
        jakarta.jms.Queue queue = session.createQueue(name);
        send(session, queue, 3);
        MessageConsumer consumer = session.createConsumer(queue);
        List<Message> received = receive(consumer, 3);

        for (Message message : received) {
            if (!text(message).equals("0")) {
                message.acknowledge();
            }
        }

        Message again = consumer.receive(SOON);
        assertThat(text(again)).isEqualTo("0");
        assertThat(again.getJMSRedelivered()).isTrue();
        again.acknowledge();
        // the session still holds what was not acknowledged the first time
        for (Message message : received) {
            message.acknowledge();
        }
    }

    @Test
    void aListenerThatThrowsIsGivenTheMessageAgain() throws JMSException, InterruptedException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        jakarta.jms.Queue queue = session.createQueue(queue("listener", Map.of()));
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(21);
        session.createConsumer(queue).setMessageListener(message -> {
            String body = text(message);
            seen.add(body);
            all.countDown();
            if (body.equals("5") && deliveries(message) == 1) {
                throw new IllegalStateException("once");
            }
        });

        send(connection.createSession(false, Session.AUTO_ACKNOWLEDGE), queue, 20);

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).as(seen::toString).isTrue();
        assertThat(seen)
                .containsOnlyOnceElementsOf(IntStream.range(0, 20)
                        .filter(i -> i != 5)
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(seen).filteredOn("5"::equals).hasSize(2);
    }

    @Test
    void groupsKeepTheirOrderThroughRecovery() throws JMSException {
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        String name = queue("groups", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        jakarta.jms.Queue queue = session.createQueue(name);
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 12; i++) {
            TextMessage message = session.createTextMessage(String.valueOf(i));
            message.setStringProperty("JMSXGroupID", "group-" + i % 2);
            message.setStringProperty("JMS_SQS_DeduplicationId", "id-" + i);
            producer.send(message);
            assertThat(message.getStringProperty("JMS_SQS_SequenceNumber")).hasSize(20);
        }
        MessageConsumer consumer = session.createConsumer(queue);
        Message first = consumer.receive(SOON);
        assertThat(first.getStringProperty("JMS_SQS_DeduplicationId")).isEqualTo("id-" + text(first));

        session.recover();

        Map<String, List<String>> groups = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            Message message = consumer.receive(SOON);
            groups.computeIfAbsent(message.getStringProperty("JMSXGroupID"), group -> new ArrayList<>())
                    .add(text(message));
            message.acknowledge();
        }
        assertThat(groups)
                .containsEntry("group-0", List.of("0", "2", "4", "6", "8", "10"))
                .containsEntry("group-1", List.of("1", "3", "5", "7", "9", "11"));
        assertThat(consumer.receive(NOT_NOW)).isNull();
    }

    @Test
    void aQueueThatIsMissingIsNoDestination() throws JMSException {
        String missing = Names.unique("missing");
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThat(connection.getWrappedAmazonSQSClient().queueExists(missing)).isFalse();
        assertThatExceptionOfType(InvalidDestinationException.class).isThrownBy(() -> session.createQueue(missing));
    }

    private String queue(String stem, Map<QueueAttributeName, String> attributes) {
        String name =
                Names.unique("jms-" + stem) + (attributes.containsKey(QueueAttributeName.FIFO_QUEUE) ? ".fifo" : "");
        queues.add(
                sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl());
        return name;
    }

    private static void send(Session session, jakarta.jms.Queue queue, int count) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < count; i++) {
            producer.send(session.createTextMessage(String.valueOf(i)));
        }
    }

    private static List<Message> receive(MessageConsumer consumer, int count) throws JMSException {
        List<Message> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            received.add(consumer.receive(SOON));
        }
        return received;
    }

    private static Set<String> texts(List<Message> messages) {
        return messages.stream().map(JmsIT::text).collect(Collectors.toCollection(HashSet::new));
    }

    private static String text(Message message) {
        assertThat(message).as("a message within " + SOON + " ms").isInstanceOf(TextMessage.class);
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private static int deliveries(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
