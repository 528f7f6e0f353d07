"""Behaviours 27 to 40 of the reference: receiving, sending and the management of queues."""

import concurrent.futures
import socket
import time
import urllib.parse

import botocore.awsrequest
import pytest

from contract import (
    JSON_TYPE,
    QUERY_PREFIX,
    arn,
    attributes,
    bodies,
    counts,
    eventually,
    receive,
    receive_one,
    redrive,
    refusal,
)

MIB = 1_048_576


@pytest.fixture
def json_sqs(clients):
    """For what waits: the protocol makes no difference to a queue's state."""
    return clients("json")


@pytest.fixture
def make(clients, unique):
    def create(suffix="", **given):
        return clients("json").create_queue(QueueName=unique("behaviour") + suffix, Attributes=given)["QueueUrl"]

    return create


def test_behaviour_27_absent_is_the_queues_and_zero_is_zero(sqs, make):
    queue = make(DelaySeconds="900", VisibilityTimeout="43200", ReceiveMessageWaitTimeSeconds="20")
    sqs.send_message(QueueUrl=queue, MessageBody="later")
    assert counts(sqs, queue) == (0, 0, 1)
    began = time.monotonic()
    assert receive(sqs, queue, wait=0) == []
    assert time.monotonic() - began < 10
    sqs.send_message(QueueUrl=queue, MessageBody="now", DelaySeconds=0)
    assert receive_one(sqs, queue, VisibilityTimeout=0)["Body"] == "now"
    [again] = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert again["Body"] == "now"
    assert receive(sqs, queue) == []


def test_behaviour_27_an_absent_wait_is_the_queues(json_sqs, make):
    queue = make(ReceiveMessageWaitTimeSeconds="1")
    began = time.monotonic()
    assert "Messages" not in json_sqs.receive_message(QueueUrl=queue)
    assert time.monotonic() - began > 0.9


def woken(clients, queue, *, by, most=10):
    """What a long poll gets, and how long after it began, when something is done once it waits."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        poll = pool.submit(receive, clients("json"), queue, most, 20)
        counts(clients("json"), queue)
        by()
        got = poll.result(30)
        return got, time.monotonic() - began


def test_behaviour_28_one_message_ends_a_long_poll(sqs, clients, queue):
    got, seconds = woken(clients, queue, by=lambda: sqs.send_message(QueueUrl=queue, MessageBody="x"))
    assert bodies(got) == ["x"]
    assert seconds < 15


def test_behaviour_28_the_end_of_a_delay_and_of_a_visibility_timeout_wake(json_sqs, make):
    queue = make()
    json_sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1)
    began = time.monotonic()
    receive_one(json_sqs, queue, VisibilityTimeout=1)
    receive_one(json_sqs, queue)
    assert 1.5 < time.monotonic() - began < 10


def test_behaviour_28_showing_a_message_wakes(sqs, clients, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive_one(sqs, queue)["ReceiptHandle"]
    got, seconds = woken(
        clients,
        queue,
        by=lambda: sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0),
    )
    assert bodies(got) == ["x"]
    assert seconds < 15


def test_behaviour_28_a_dead_letter_wakes(sqs, clients, make, queue):
    live = make(RedrivePolicy=redrive(sqs, queue))
    sqs.send_message(QueueUrl=live, MessageBody="x")
    receive_one(sqs, live, VisibilityTimeout=0)
    got, seconds = woken(clients, queue, by=lambda: receive(sqs, live))
    assert bodies(got) == ["x"]
    assert seconds < 15


def test_behaviour_28_deleting_the_queue_ends_its_long_polls(sqs, clients, queue):
    """That they never bind to a queue made again takes the minute that its name rests: behaviour28_* of
    StandardBehavioursTest."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        poll = pool.submit(clients("json").receive_message, QueueUrl=queue, WaitTimeSeconds=20)
        counts(sqs, queue)
        sqs.delete_queue(QueueUrl=queue)
        failure = poll.exception(30)
        assert time.monotonic() - began < 15
    if failure is None:
        assert "Messages" not in poll.result()
    else:
        assert failure.response["Error"]["Code"] == QUERY_PREFIX + "NonExistentQueue"


def test_behaviour_28_a_client_that_is_gone_consumes_nothing(json_sqs, wire, make):
    queue = make()
    body = b'{"QueueUrl":"%s","WaitTimeSeconds":20}' % queue.encode()
    headers = {"Content-Type": JSON_TYPE, "X-Amz-Target": "AmazonSQS.ReceiveMessage"}
    request = botocore.awsrequest.AWSRequest("POST", wire.endpoint.uri + "/", headers, body)
    wire.signer.add_auth(request)
    place = urllib.parse.urlsplit(wire.endpoint.uri)
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    head = "\r\n".join(["POST / HTTP/1.1", f"Host: {place.netloc}", f"Content-Length: {len(body)}", *lines])
    with socket.create_connection((place.hostname, place.port or 80)) as gone:
        gone.sendall(head.encode() + b"\r\n\r\n" + body)
        # An answer would mean that the poll is not parked; none comes while the queue is empty.
        gone.settimeout(1)
        with pytest.raises(TimeoutError):
            gone.recv(1)
    assert receive(json_sqs, queue, wait=1) == []
    json_sqs.send_message(QueueUrl=queue, MessageBody="x")
    got = receive_one(json_sqs, queue, AttributeNames=["ApproximateReceiveCount"])
    assert got["Attributes"]["ApproximateReceiveCount"] == "1"


def test_behaviour_29_what_is_empty_is_left_out(wire, queue):
    for action, members in (
        ("ReceiveMessage", {}),
        ("ListQueueTags", {}),
        ("GetQueueAttributes", {}),
        ("ListDeadLetterSourceQueues", {}),
    ):
        assert wire.json(action, {"QueueUrl": queue, **members}).body == b"{}"
        assert f"<{action}Result/>".encode() in wire.query(action, QueueUrl=queue).body
    assert wire.json("SendMessage", {"QueueUrl": queue, "MessageBody": "x"}).json().keys() == {
        "MessageId",
        "MD5OfMessageBody",
    }


def test_behaviour_30_counts_and_times_are_texts(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    first = receive_one(sqs, queue, VisibilityTimeout=0, AttributeNames=["All"])["Attributes"]
    second = receive_one(sqs, queue, VisibilityTimeout=0, AttributeNames=["All"])["Attributes"]
    assert (first["ApproximateReceiveCount"], second["ApproximateReceiveCount"]) == ("1", "2")
    assert first["ApproximateFirstReceiveTimestamp"] == second["ApproximateFirstReceiveTimestamp"]
    assert all(isinstance(value, str) for value in first.values())
    assert len(first["SentTimestamp"]) == len(first["ApproximateFirstReceiveTimestamp"]) == 13


def test_behaviour_31_the_md5_is_of_what_is_returned(sqs, queue):
    given = {
        "color": {"DataType": "String", "StringValue": "blue"},
        "count": {"DataType": "Number", "StringValue": "3"},
    }
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    got = receive_one(sqs, queue, MessageAttributeNames=["col.*"])
    assert set(got["MessageAttributes"]) == {"color"}
    assert got["MD5OfMessageAttributes"] == "da1b33cc3cbfe8b1630921e78e6b9880" != sent["MD5OfMessageAttributes"]


def test_behaviour_32_sizes_are_bytes_with_attributes_and_without_the_trace(sqs, make):
    queue = make(MaximumMessageSize="1024")
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-" + "0" * 500}}
    exact = "€" * 341 + "a"
    sqs.send_message(QueueUrl=queue, MessageBody=exact, MessageSystemAttributes=trace)
    assert refusal(sqs.send_message, QueueUrl=queue, MessageBody=exact + "a").code == "InvalidParameterValue"
    answer = sqs.send_message_batch(
        QueueUrl=queue, Entries=[{"Id": "long", "MessageBody": exact + "a"}, {"Id": "short", "MessageBody": exact}]
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["short"]
    assert [entry["Id"] for entry in answer["Failed"]] == ["long"]
    entries = [{"Id": "a", "MessageBody": "x"}, {"Id": "b", "MessageBody": "x" * MIB}]
    assert refusal(sqs.send_message_batch, QueueUrl=queue, Entries=entries).code == QUERY_PREFIX + "BatchRequestTooLong"
    assert counts(sqs, queue) == (2, 0, 0)


def test_behaviour_33_characters_that_xml_has_not(sqs, queue):
    bad = "a\u0001b"
    assert refusal(sqs.send_message, QueueUrl=queue, MessageBody=bad).code == "InvalidMessageContents"
    answer = sqs.send_message_batch(
        QueueUrl=queue, Entries=[{"Id": "bad", "MessageBody": bad}, {"Id": "good", "MessageBody": "ab"}]
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    [failed] = answer["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("bad", "InvalidMessageContents", True)
    value = {"a": {"DataType": "String", "StringValue": bad}}
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes=value)
    assert actual.code == "InvalidParameterValue"


@pytest.mark.parametrize("body", ["\r", "a\r\nb\n\rc", "\"'<>&]]>&#xD;&amp;", "  ", "\t\n", "\U0001f4ef\ufffd"])
def test_behaviour_33_bodies_survive_byte_by_byte(sqs, queue, body):
    sent = sqs.send_message(
        QueueUrl=queue, MessageBody=body, MessageAttributes={"a": {"DataType": "String", "StringValue": body}}
    )
    got = receive_one(sqs, queue, MessageAttributeNames=["All"])
    assert got["Body"] == body
    assert got["MessageAttributes"]["a"]["StringValue"] == body
    assert got["MD5OfBody"] == sent["MD5OfMessageBody"]
    assert got["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]


def test_behaviour_34_batches_are_checked_in_one_order(sqs, queue):
    def code(entries):
        return refusal(sqs.send_message_batch, QueueUrl=queue, Entries=entries).code.removeprefix(QUERY_PREFIX)

    long, half = "x" * 100_000, "x" * (MIB // 2 + 1)
    assert code([{"Id": "a b", "MessageBody": long}] * 11) == "TooManyEntriesInBatchRequest"
    assert code([{"Id": "a b", "MessageBody": half}] * 2) == "InvalidBatchEntryId"
    assert code([{"Id": "a", "MessageBody": half}] * 2) == "BatchEntryIdsNotDistinct"
    entries = [{"Id": "a", "MessageBody": half}, {"Id": "b", "MessageBody": half + "\u0001"}]
    assert code(entries) == "BatchRequestTooLong"
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": "b", "MessageBody": "\u0001"}])
    assert "Successful" not in answer
    assert [entry["Id"] for entry in answer["Failed"]] == ["b"]
    assert counts(sqs, queue) == (0, 0, 0)


def test_behaviour_35_what_is_empty_is_missing_or_invalid(sqs, queue):
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="")
    assert (actual.code, actual.status) == ("MissingParameter", 400)
    assert actual.text == "The request must contain the parameter MessageBody."
    empty = {"colour": {"DataType": "String", "StringValue": ""}}
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes=empty)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert "'colour'" in actual.text


def test_behaviour_36_a_queue_is_created_once(sqs, unique):
    name = unique("once")
    given = {"DelaySeconds": "1", "VisibilityTimeout": "7"}
    url = sqs.create_queue(QueueName=name, Attributes=given, tags={"a": "1"})["QueueUrl"]
    for same in (given, {"DelaySeconds": "1"}, {}, {"MaximumMessageSize": str(MIB)}):
        assert sqs.create_queue(QueueName=name, Attributes=same, tags={"a": "2"})["QueueUrl"] == url
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "1"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "2"})
    assert sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "2"})["QueueUrl"] == url
    actual = refusal(sqs.create_queue, QueueName=name, Attributes=given)
    assert actual.code == "QueueAlreadyExists"
    assert actual.text.endswith("a different value for attribute DelaySeconds")


def test_behaviour_37_a_deleted_name_rests_for_a_minute(sqs, make):
    """That it can be used afterwards: QueueOperationsTest."""
    queue = make()
    name = queue.rsplit("/", 1)[1]
    sqs.delete_queue(QueueUrl=queue)
    assert refusal(sqs.create_queue, QueueName=name).code == QUERY_PREFIX + "QueueDeletedRecently"
    assert refusal(sqs.get_queue_url, QueueName=name).code == QUERY_PREFIX + "NonExistentQueue"
    assert refusal(sqs.receive_message, QueueUrl=queue).code == QUERY_PREFIX + "NonExistentQueue"


def test_behaviour_37_a_purge_takes_all_that_was_sent_before(sqs, queue):
    for body, more in (("visible", {}), ("delayed", {"DelaySeconds": 900}), ("visible", {})):
        sqs.send_message(QueueUrl=queue, MessageBody=body, **more)
    taken = receive_one(sqs, queue)
    assert counts(sqs, queue) == (1, 1, 1)
    sqs.purge_queue(QueueUrl=queue)
    assert counts(sqs, queue) == (0, 0, 0)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=taken["ReceiptHandle"])
    sqs.send_message(QueueUrl=queue, MessageBody="after")
    assert bodies(receive(sqs, queue, wait=5)) == ["after"]
    assert refusal(sqs.purge_queue, QueueUrl=queue).status == 403


def test_behaviour_38_names_of_attributes(sqs, queue):
    for call in (
        lambda: attributes(sqs, queue, "Foobar"),
        lambda: sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Foobar": "1"}),
    ):
        assert refusal(call).code == "InvalidAttributeName"
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue)
    assert attributes(sqs, queue, "All", "DelaySeconds") == attributes(sqs, queue, "All")


def test_behaviour_39_counts_of_a_fifo_queue(sqs, make):
    """That they are right after a restart: behaviour39_* of StandardBehavioursTest."""
    queue = make(".fifo", FifoQueue="true", ContentBasedDeduplication="true")
    for i in range(6):
        sqs.send_message(QueueUrl=queue, MessageBody=str(i), MessageGroupId="a")
    assert len(receive(sqs, queue, 2)) == 2
    assert counts(sqs, queue) == (4, 2, 0)


def test_behaviour_39_counts_of_a_standard_queue(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=900)
    for _ in range(3):
        sqs.send_message(QueueUrl=queue, MessageBody="x")
    receive_one(sqs, queue)
    eventually(lambda: counts(sqs, queue) == (2, 1, 1))


@pytest.mark.parametrize("protocol", ["json", "query"])
@pytest.mark.parametrize(
    "form",
    [
        "http://another.example:9999/{account}/{name}",
        "https://sqs.eu-west-1.amazonaws.com/{account}/{name}",
        "{origin}/{account}/{name}/",
        "/{account}/{name}",
        "{account}/{name}",
        "{name}",
    ],
)
def test_behaviour_40_forms_of_queue_urls(wire, queue, endpoint, protocol, form):
    name = queue.rsplit("/", 1)[1]
    url = form.format(origin=endpoint.uri, account=endpoint.first.id, name=name)
    assert wire.call(protocol, "SendMessage", QueueUrl=url, MessageBody="x").status == 200
    code, _, _ = wire.call(protocol, "SendMessage", QueueUrl=url.replace(name, name.upper()), MessageBody="x").error()
    assert code == QUERY_PREFIX + "NonExistentQueue"


def test_behaviour_40_the_url_has_the_origin_of_the_request(wire, queue):
    name = queue.rsplit("/", 1)[1]
    place = urllib.parse.urlsplit(wire.endpoint.uri)
    other = "127.0.0.1" if place.hostname == "localhost" else "localhost"
    if place.hostname not in ("localhost", "127.0.0.1"):
        pytest.skip("the endpoint has one name")
    moved = type(wire.endpoint)(
        f"{place.scheme}://{other}:{place.port}", wire.endpoint.region, wire.endpoint.first, wire.endpoint.second
    )
    answer = type(wire)(moved).json("GetQueueUrl", {"QueueName": name})
    assert answer.json()["QueueUrl"] == f"{moved.uri}/{moved.first.id}/{name}"


def test_behaviour_40_the_account_of_the_url_owns_the_queue(sqs, clients, protocol, queue, endpoint):
    other = clients(protocol, endpoint.second)
    mine = other.create_queue(QueueName=queue.rsplit("/", 1)[1])["QueueUrl"]
    other.send_message(QueueUrl=mine, MessageBody="theirs")
    assert counts(sqs, queue) == (0, 0, 0)
    assert refusal(other.send_message, QueueUrl=queue, MessageBody="x").code == "AccessDenied"
    assert arn(sqs, queue).split(":")[4] == endpoint.first.id
