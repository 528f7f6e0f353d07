"""kombu, through which Celery sends and receives tasks. Skipped where kombu is missing."""

import time

import pytest

kombu = pytest.importorskip("kombu")

VISIBILITY = 30


@pytest.fixture
def connect(endpoint, unique):
    """Opens connections whose queues no other test uses."""
    prefix = unique("kombu") + "-"
    opened = []

    def make(**options):
        connection = kombu.Connection(
            transport="sqs",
            hostname=endpoint.uri.split("://")[1],
            userid=endpoint.first.key,
            password=endpoint.first.secret,
            transport_options={
                "region": endpoint.region,
                "is_secure": endpoint.uri.startswith("https:"),
                "queue_name_prefix": prefix,
                "visibility_timeout": VISIBILITY,
                "wait_time_seconds": 2,
                **options,
            },
        )
        opened.append(connection)
        return connection

    yield make
    for connection in opened:
        connection.release()


def test_what_is_put_is_got_and_acknowledged(connect):
    with connect().SimpleQueue("tasks") as queue:
        queue.put({"text": "héllo \u2603 <&>\r\n", "number": 1.5})
        message = queue.get(timeout=10)

        assert message.payload == {"text": "héllo \u2603 <&>\r\n", "number": 1.5}
        message.ack()
        assert queue.qsize() == 0
        with pytest.raises(queue.Empty):
            queue.get(timeout=0.1)


def test_what_is_requeued_comes_again(connect):
    with connect().SimpleQueue("again") as queue:
        queue.put("again")
        queue.get(timeout=10).requeue()

        # kombu hides what it gives back for as long as it would wait for a message
        began = time.monotonic()
        again = queue.get(timeout=10)
        again.ack()

    assert again.payload == "again"
    assert time.monotonic() - began < VISIBILITY


def test_a_queue_is_made_with_the_attributes_and_tags_that_are_given(connect, clients):
    connection = connect(**{"sqs-creation-attributes": {"ReceiveMessageWaitTimeSeconds": "3"}, "queue_tags": {"a": "b"}})
    with connection.SimpleQueue("made") as queue:
        queue.put("x")
        sqs = clients("json")
        [url] = sqs.list_queues(QueueNamePrefix=connection.transport_options["queue_name_prefix"])["QueueUrls"]

    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == str(VISIBILITY)
    assert attributes["ReceiveMessageWaitTimeSeconds"] == "3"
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "b"}


def test_predefined_fifo_queues_keep_the_order_of_a_group(connect, clients, unique):
    name = unique("kombu") + ".fifo"
    url = clients("json").create_queue(QueueName=name, Attributes={"FifoQueue": "true"})["QueueUrl"]
    with connect(queue_name_prefix="", predefined_queues={name: {"url": url}}).SimpleQueue(name) as queue:
        for number in range(12):
            queue.put(number, MessageGroupId="one")

        got = []
        for _ in range(12):
            message = queue.get(timeout=10)
            message.ack()
            got.append(message.payload)

    assert got == list(range(12))


def test_the_event_loop_receives_with_curl(connect):
    """As a Celery worker does: kombu signs the receive itself and sends it with curl."""
    pytest.importorskip("pycurl")
    from kombu.asynchronous import Hub, get_event_loop, set_event_loop

    before = get_event_loop()
    hub = Hub()
    set_event_loop(hub)
    try:
        connection = connect()
        queue = kombu.Queue("curled", kombu.Exchange(""), "curled")
        got = []

        def receive(payload, message):
            message.ack()
            got.append(payload)

        with connection.channel() as channel:
            connection.register_with_event_loop(hub)
            with kombu.Consumer(channel, [queue], callbacks=[receive], accept=["json"]):
                producer = kombu.Producer(channel)
                for number in range(3):
                    producer.publish(number, routing_key="curled")
                deadline = time.monotonic() + 20
                while len(got) < 3 and time.monotonic() < deadline:
                    hub.run_once()
        assert sorted(got) == [0, 1, 2]
    finally:
        hub.close()
        set_event_loop(before)
