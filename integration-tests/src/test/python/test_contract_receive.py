"""The fields of received messages and their MD5s."""

import hashlib
import struct
import time
import uuid

import pytest

from contract import attributes, receive_one, redrive

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
BLUE = {"DataType": "String", "StringValue": "blue"}
MIXED = {
    "color": BLUE,
    "count": {"DataType": "Number", "StringValue": "3"},
    "blob": {"DataType": "Binary", "BinaryValue": b"\x01\x02\x03"},
}


def md5_of(given):
    """The digest as the documentation of the service describes it."""
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(given, key=str.encode):
        value = given[name]
        binary = value["DataType"].startswith("Binary")
        content = value["BinaryValue"] if binary else value["StringValue"].encode()
        for part in (name.encode(), value["DataType"].encode()):
            digest.update(struct.pack(">I", len(part)) + part)
        digest.update(b"\2" if binary else b"\1")
        digest.update(struct.pack(">I", len(content)) + content)
    return digest.hexdigest()


@pytest.mark.parametrize(
    "given, md5",
    [({"color": BLUE}, "da1b33cc3cbfe8b1630921e78e6b9880"), (MIXED, "d838729972a4b70e2d2acd9d59ac847c")],
)
def test_recorded_md5s_of_attributes(sqs, queue, given, md5):
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    got = receive_one(sqs, queue, MessageAttributeNames=["All"])
    assert md5_of(given) == md5
    assert sent["MD5OfMessageAttributes"] == md5
    assert got["MD5OfMessageAttributes"] == md5
    assert got["MessageAttributes"] == given


def test_the_recorded_md5_of_system_attributes(sqs, queue):
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageSystemAttributes=trace)
    got = receive_one(sqs, queue, AttributeNames=["AWSTraceHeader"], MessageAttributeNames=["All"])
    assert sent["MD5OfMessageSystemAttributes"] == "5ae4d5d7636402d80f4eb6d213245a88"
    assert "MD5OfMessageAttributes" not in sent
    assert got["Attributes"] == {"AWSTraceHeader": TRACE}
    assert not {"MD5OfMessageAttributes", "MessageAttributes"} & set(got)


def test_md5s_of_a_batch(sqs, queue):
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    entry = {"Id": "a", "MessageBody": "ü", "MessageAttributes": MIXED, "MessageSystemAttributes": trace}
    [sent] = sqs.send_message_batch(QueueUrl=queue, Entries=[entry])["Successful"]
    assert sent["MD5OfMessageBody"] == hashlib.md5("ü".encode(), usedforsecurity=False).hexdigest()
    assert sent["MD5OfMessageAttributes"] == md5_of(MIXED)
    assert sent["MD5OfMessageSystemAttributes"] == md5_of(trace)


def test_labels_and_byte_order_of_names_are_in_the_md5(sqs, queue):
    given = {
        "Z": {"DataType": "String.label", "StringValue": "1"},
        "a": {"DataType": "Binary.png", "BinaryValue": b"\xff"},
        "é": {"DataType": "Number.int", "StringValue": "2"},
        "_": BLUE,
    }
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    assert sent["MD5OfMessageAttributes"] == md5_of(given)


@pytest.mark.parametrize(
    "asked, names",
    [
        (["All"], {"color", "count", "blob"}),
        ([".*"], {"color", "count", "blob"}),
        (["color"], {"color"}),
        (["co.*"], {"color", "count"}),
        (["col.*"], {"color"}),
        (["color", "blob", "none"], {"color", "blob"}),
        (["Color"], set()),
        (["none.*"], set()),
        ([], set()),
    ],
    ids=" ".join,
)
def test_which_attributes_are_returned(sqs, queue, asked, names):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=MIXED)
    got = receive_one(sqs, queue, MessageAttributeNames=asked)
    expected = {name: MIXED[name] for name in names}
    if names:
        assert got["MessageAttributes"] == expected
        assert got["MD5OfMessageAttributes"] == md5_of(expected)
    else:
        assert not {"MessageAttributes", "MD5OfMessageAttributes"} & set(got)


def test_all_system_attributes_of_a_standard_queue(sqs, queue, endpoint):
    before = int(time.time() * 1000)
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageGroupId="tenant", MessageSystemAttributes=trace)
    got = receive_one(sqs, queue, AttributeNames=["All"])
    shown = got["Attributes"]
    assert set(shown) == {
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "MessageGroupId",
        "AWSTraceHeader",
    }
    assert shown["MessageGroupId"] == "tenant"
    assert shown["ApproximateReceiveCount"] == "1"
    assert abs(int(shown["SentTimestamp"]) - before) < 60_000
    assert int(shown["ApproximateFirstReceiveTimestamp"]) >= int(shown["SentTimestamp"])
    assert uuid.UUID(got["MessageId"])


def test_all_system_attributes_of_a_fifo_queue(sqs, unique):
    fifo = sqs.create_queue(QueueName=unique("system") + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    sent = sqs.send_message(QueueUrl=fifo, MessageBody="x", MessageGroupId="g", MessageDeduplicationId="d")
    shown = receive_one(sqs, fifo, MessageSystemAttributeNames=["All"])["Attributes"]
    assert set(shown) == {
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "MessageGroupId",
        "MessageDeduplicationId",
        "SequenceNumber",
    }
    assert shown["SequenceNumber"] == sent["SequenceNumber"]


@pytest.mark.parametrize(
    "name",
    ["SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "MessageGroupId"],
)
def test_one_system_attribute(sqs, queue, name):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageGroupId="tenant")
    assert set(receive_one(sqs, queue, AttributeNames=[name])["Attributes"]) == {name}


def test_unknown_system_attributes_are_ignored(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    got = receive_one(sqs, queue, AttributeNames=["Foobar", "SentTimestamp"], VisibilityTimeout=0)
    assert set(got["Attributes"]) == {"SentTimestamp"}
    assert "Attributes" not in receive_one(sqs, queue, AttributeNames=["Foobar"], VisibilityTimeout=0)
    assert "Attributes" not in receive_one(sqs, queue)


def test_both_lists_of_system_attributes_count(clients, wire, queue):
    """In the query protocol the lists have two names; old clients write both with one, and so send only one of them."""
    clients("json").send_message(QueueUrl=queue, MessageBody="x")
    got = receive_one(
        clients("json"), queue, VisibilityTimeout=0, AttributeNames=["All"], MessageSystemAttributeNames=["SenderId"]
    )
    assert {"SenderId", "SentTimestamp", "ApproximateReceiveCount"} <= set(got["Attributes"])
    form = {"AttributeName.1": "All", "MessageSystemAttributeName.1": "SenderId", "WaitTimeSeconds": "5"}
    shown = wire.query("ReceiveMessage", QueueUrl=queue, **form).xml().findall("ReceiveMessageResult/Message/Attribute")
    assert {"SenderId", "SentTimestamp", "ApproximateReceiveCount"} <= {each.findtext("Name") for each in shown}


def test_a_message_without_anything_asked(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=MIXED)
    assert set(receive_one(sqs, queue)) == {"MessageId", "ReceiptHandle", "MD5OfBody", "Body"}


def test_a_dead_letter_says_where_it_comes_from(sqs, queue, unique):
    live = sqs.create_queue(QueueName=unique("live"), Attributes={"RedrivePolicy": redrive(sqs, queue)})["QueueUrl"]
    sqs.send_message(QueueUrl=live, MessageBody="x", MessageAttributes=MIXED)
    receive_one(sqs, live, VisibilityTimeout=0)
    assert "Messages" not in sqs.receive_message(QueueUrl=live)
    got = receive_one(sqs, queue, AttributeNames=["DeadLetterQueueSourceArn"], MessageAttributeNames=["All"])
    assert got["Attributes"] == {"DeadLetterQueueSourceArn": attributes(sqs, live, "QueueArn")["QueueArn"]}
    assert got["MessageAttributes"] == MIXED
