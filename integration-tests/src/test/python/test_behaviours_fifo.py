"""Behaviours 1 to 17 of the reference: FIFO queues.

What needs minutes, or a state that only the queue's core can be put into, is tested in ``FifoBehavioursTest`` and
``StandardBehavioursTest`` of queue-service; a test's docstring says so.
"""

import concurrent.futures
import hashlib
import time

import pytest

from contract import bodies, counts, eventually, receive, receive_one, redrive, refusal


@pytest.fixture
def json_sqs(clients):
    """For what waits: the protocol makes no difference to a queue's state."""
    return clients("json")


@pytest.fixture
def make(clients, unique):
    def create(**given):
        return clients("json").create_queue(
            QueueName=unique("behaviour") + ".fifo",
            Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true", **given},
        )["QueueUrl"]

    return create


@pytest.fixture
def fifo(make):
    return make()


def send(sqs, queue, *names):
    """Sends messages in one batch; the text before a dash is the group."""
    return sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[{"Id": str(i), "MessageBody": n, "MessageGroupId": n.split("-")[0]} for i, n in enumerate(names)],
    )["Successful"]


def change(sqs, queue, message, seconds):
    sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
    )


def delete(sqs, queue, message):
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def test_behaviour_01_group_prefix(sqs, fifo):
    send(sqs, fifo, "a-1", "a-2", "a-3", "b-1")
    taken = receive(sqs, fifo, 2)
    assert bodies(taken) == ["a-1", "a-2"]
    assert bodies(receive(sqs, fifo)) == ["b-1"]
    change(sqs, fifo, taken[1], 0)
    assert receive(sqs, fifo) == []
    change(sqs, fifo, taken[0], 0)
    assert bodies(receive(sqs, fifo)) == ["a-1", "a-2", "a-3"]


def test_behaviour_02_groups_are_drained_in_a_ring(sqs, fifo):
    send(sqs, fifo, "a-1", "b-1", "c-1", "a-2", "b-2", "a-3")
    first = receive(sqs, fifo, 4)
    assert bodies(first) == ["a-1", "a-2", "a-3", "b-1"]
    for message in first:
        change(sqs, fifo, message, 0)
    assert bodies(receive(sqs, fifo)) == ["c-1", "a-1", "a-2", "a-3", "b-1", "b-2"]


def test_behaviour_03_sending_and_partial_deleting_keep_the_group_locked(clients, protocol, sqs, fifo):
    send(sqs, fifo, "a-1", "a-2")
    first, second = receive(sqs, fifo, 2)
    send(sqs, fifo, "a-3")
    assert receive(sqs, fifo) == []
    delete(sqs, fifo, first)
    assert receive(sqs, fifo) == []
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        poll = pool.submit(receive, clients(protocol), fifo, 10, 20)
        assert counts(sqs, fifo) == (1, 1, 0)
        delete(sqs, fifo, second)
        assert bodies(poll.result(15)) == ["a-3"]
        assert time.monotonic() - began < 15


def test_behaviour_04_showing_the_first_delivers_it_alone_behind_other_groups(sqs, fifo):
    send(sqs, fifo, "a-1", "a-2", "b-1")
    first, _ = receive(sqs, fifo, 2)
    change(sqs, fifo, first, 0)
    assert bodies(receive(sqs, fifo)) == ["b-1", "a-1"]


def test_behaviour_04_hiding_the_first_longer_blocks_the_others(json_sqs, make):
    fifo = make(VisibilityTimeout="1")
    send(json_sqs, fifo, "a-1", "a-2")
    first, _ = receive(json_sqs, fifo, 2)
    change(json_sqs, fifo, first, 60)
    eventually(lambda: counts(json_sqs, fifo) == (1, 1, 0))
    assert receive(json_sqs, fifo) == []


def test_behaviour_05_a_receive_with_timeout_zero(sqs, fifo):
    send(sqs, fifo, "a-1", "a-2")
    for count in "12":
        got = receive(sqs, fifo, VisibilityTimeout=0, AttributeNames=["ApproximateReceiveCount"])
        assert bodies(got) == ["a-1", "a-2"]
        assert [message["Attributes"]["ApproximateReceiveCount"] for message in got] == [count, count]


def test_behaviour_06_deleting_after_the_timeout(json_sqs, make):
    fifo = make(VisibilityTimeout="1")
    send(json_sqs, fifo, "a-1")
    message = receive_one(json_sqs, fifo)
    eventually(lambda: counts(json_sqs, fifo) == (1, 0, 0))
    actual = refusal(delete, json_sqs, fifo, message)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    handle = message["ReceiptHandle"]
    text = f"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."
    assert actual.text == text
    assert receive_one(json_sqs, fifo)["Body"] == "a-1"


def test_behaviour_06_a_standard_queue_deletes_after_the_timeout(json_sqs, unique):
    queue = json_sqs.create_queue(QueueName=unique("behaviour"))["QueueUrl"]
    json_sqs.send_message(QueueUrl=queue, MessageBody="x")
    message = receive_one(json_sqs, queue, VisibilityTimeout=1)
    eventually(lambda: counts(json_sqs, queue) == (1, 0, 0))
    delete(json_sqs, queue, message)
    assert counts(json_sqs, queue) == (0, 0, 0)


def test_behaviour_07_an_extended_handle_is_valid_to_its_new_end(json_sqs, make):
    fifo = make(VisibilityTimeout="1")
    send(json_sqs, fifo, "a-1")
    message = receive_one(json_sqs, fifo)
    change(json_sqs, fifo, message, 60)
    assert receive(json_sqs, fifo, wait=2) == []
    delete(json_sqs, fifo, message)
    assert counts(json_sqs, fifo) == (0, 0, 0)


def test_behaviour_08_delays_are_the_queues_and_change_at_once(sqs, make):
    fifo = make(DelaySeconds="900")
    message = {"QueueUrl": fifo, "MessageBody": "x", "MessageGroupId": "a"}
    actual = refusal(sqs.send_message, **message, DelaySeconds=1)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert actual.text.startswith("Value 1 for parameter DelaySeconds is invalid. Reason: ")
    sqs.send_message(**message, DelaySeconds=0)
    assert counts(sqs, fifo) == (0, 0, 1)
    sqs.set_queue_attributes(QueueUrl=fifo, Attributes={"DelaySeconds": "0"})
    assert receive_one(sqs, fifo)["Body"] == "x"


def test_behaviour_08_a_standard_queue_keeps_the_delay_of_the_send(sqs, unique):
    queue = sqs.create_queue(QueueName=unique("delay"), Attributes={"DelaySeconds": "900"})["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="old")
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "0"})
    sqs.send_message(QueueUrl=queue, MessageBody="new")
    assert bodies(receive(sqs, queue, wait=5)) == ["new"]
    assert counts(sqs, queue) == (0, 1, 1)


def test_behaviour_09_a_delayed_or_hidden_head_blocks_its_group(json_sqs, make):
    fifo = make(DelaySeconds="1")
    send(json_sqs, fifo, "a-1")
    send(json_sqs, fifo, "a-2")
    assert receive(json_sqs, fifo) == []
    assert receive_one(json_sqs, fifo)["Body"] == "a-1"
    assert receive(json_sqs, fifo, wait=2) == []


def test_behaviour_10_duplicates_answer_the_original(sqs, fifo):
    """The five minutes, and that duplicates do not extend them: behaviour10_* of FifoBehavioursTest."""
    message = {"QueueUrl": fifo, "MessageGroupId": "a", "MessageDeduplicationId": "d"}
    first = sqs.send_message(**message, MessageBody="first")
    again = sqs.send_message(**message, MessageBody="again")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    got = receive_one(sqs, fifo)
    assert got["Body"] == "first"
    received = sqs.send_message(**message, MessageBody="received")
    delete(sqs, fifo, got)
    deleted = sqs.send_message(**message, MessageBody="deleted")
    assert {received["MessageId"], deleted["MessageId"]} == {first["MessageId"]}
    assert counts(sqs, fifo) == (0, 0, 0)


def test_behaviour_11_a_purge_forgets_duplicates(sqs, fifo):
    [before] = send(sqs, fifo, "a-1")
    sqs.purge_queue(QueueUrl=fifo)
    [after] = send(sqs, fifo, "a-1")
    assert after["MessageId"] != before["MessageId"]
    assert receive_one(sqs, fifo)["MessageId"] == after["MessageId"]


def test_behaviour_12_the_scope_of_the_creation_decides(sqs, fifo, make):
    grouped = make(DeduplicationScope="messageGroup")

    def ids(queue, *groups):
        sent = [
            sqs.send_message(QueueUrl=queue, MessageBody="x", MessageGroupId=group, MessageDeduplicationId="d")
            for group in groups
        ]
        return [answer["MessageId"] for answer in sent]

    first, second, third = ids(grouped, "a", "b", "a")
    assert first == third != second
    one, other = ids(fifo, "a", "b")
    assert one == other
    sqs.set_queue_attributes(QueueUrl=grouped, Attributes={"DeduplicationScope": "queue"})
    assert ids(grouped, "c")[0] not in (first, second)
    sqs.set_queue_attributes(QueueUrl=fifo, Attributes={"DeduplicationScope": "messageGroup"})
    assert ids(fifo, "c") == [one]


def test_behaviour_13_explicit_ids_and_hashes_of_bodies(sqs, fifo):
    def sent(body, **more):
        return sqs.send_message(QueueUrl=fifo, MessageBody=body, MessageGroupId="a", **more)["MessageId"]

    hashed = sent("x")
    assert sent("x", MessageAttributes={"a": {"DataType": "String", "StringValue": "1"}}) == hashed
    assert sent("x", MessageDeduplicationId="other") != hashed
    assert sent("y", MessageDeduplicationId=hashlib.sha256(b"x").hexdigest()) == hashed


def test_behaviour_14_a_dead_letter_is_no_duplicate(sqs, fifo, make):
    live = make(RedrivePolicy=redrive(sqs, fifo))
    message = {"MessageBody": "x", "MessageGroupId": "group", "MessageDeduplicationId": "d"}
    sqs.send_message(QueueUrl=fifo, **message)
    sent = sqs.send_message(QueueUrl=live, **message)
    before = receive_one(sqs, live, VisibilityTimeout=0, AttributeNames=["SentTimestamp"])
    assert receive(sqs, live) == []
    eventually(lambda: counts(sqs, fifo)[0] == 2)
    _, moved = receive(sqs, fifo, AttributeNames=["All"])
    assert moved["MessageId"] == sent["MessageId"]
    assert moved["Attributes"]["MessageGroupId"] == "group"
    assert moved["Attributes"]["MessageDeduplicationId"] == sent["MessageId"]
    assert int(moved["Attributes"]["SentTimestamp"]) > int(before["Attributes"]["SentTimestamp"])


def test_behaviour_15_sequence_numbers_grow_in_the_order_of_the_batch(sqs, fifo):
    names = [f"a-{i}" for i in range(10)]
    sent = [entry["SequenceNumber"] for entry in send(sqs, fifo, *names)]
    got = receive(sqs, fifo, AttributeNames=["SequenceNumber"])
    assert all(len(number) == 20 and number.isdigit() for number in sent)
    assert sent == sorted(set(sent))
    assert bodies(got) == names
    assert [message["Attributes"]["SequenceNumber"] for message in got] == sent
    [later] = send(sqs, fifo, "b-1")
    assert later["SequenceNumber"] > sent[-1]


def test_behaviour_16_the_same_attempt_gets_the_same_messages(sqs, fifo):
    """The five minutes, the renewed timeout and the bounds: behaviour16_* of FifoBehavioursTest."""
    send(sqs, fifo, "a-1", "a-2")
    first = receive(sqs, fifo, ReceiveRequestAttemptId="attempt")
    again = receive(sqs, fifo, ReceiveRequestAttemptId="attempt")
    assert [(m["MessageId"], m["ReceiptHandle"]) for m in again] == [
        (m["MessageId"], m["ReceiptHandle"]) for m in first
    ]
    assert len(first) == 2
    assert receive(sqs, fifo, ReceiveRequestAttemptId="another") == []
    delete(sqs, fifo, first[0])
    assert receive(sqs, fifo, ReceiveRequestAttemptId="attempt") == []


def test_behaviour_16_a_standard_queue_knows_no_attempts(sqs, queue):
    actual = refusal(sqs.receive_message, QueueUrl=queue, ReceiveRequestAttemptId="attempt")
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)


def test_behaviour_17_messages_in_flight_are_no_error(sqs, fifo, queue):
    """The limit of 120,000 and that only a short poll on a standard queue fails at it: behaviour17_* of
    FifoBehavioursTest. Here: a hundred in flight leave both kinds of queues without an error."""
    for base in range(0, 100, 10):
        send(sqs, fifo, *[f"{base + i}-x" for i in range(10)])
        send_standard = [{"Id": str(i), "MessageBody": "x"} for i in range(10)]
        sqs.send_message_batch(QueueUrl=queue, Entries=send_standard)
    for each in (fifo, queue):
        taken = 0
        while taken < 100:
            taken += len(receive(sqs, each, wait=5))
        assert counts(sqs, each) == (0, 100, 0)
        assert receive(sqs, each) == []
