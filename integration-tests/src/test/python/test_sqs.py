"""Standard queues through botocore, in AWS JSON and in AWS query: the same tests, for the answers must be the same."""

import concurrent.futures
import hashlib
import time

import botocore.exceptions
import pytest


def receive(sqs, queue, **more):
    answer = sqs.receive_message(QueueUrl=queue, **{"WaitTimeSeconds": 5, **more})
    return answer.get("Messages", [])


def md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def attribute(sqs, queue, name):
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name]


def test_a_message_is_sent_received_and_deleted(sqs, queue):
    sent = sqs.send_message(QueueUrl=queue, MessageBody="hello")
    [message] = receive(sqs, queue)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    assert sent["MD5OfMessageBody"] == md5("hello")
    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "hello"
    assert message["MD5OfBody"] == md5("hello")
    assert set(message) == {"MessageId", "ReceiptHandle", "MD5OfBody", "Body"}
    assert attribute(sqs, queue, "ApproximateNumberOfMessages") == "0"
    assert attribute(sqs, queue, "ApproximateNumberOfMessagesNotVisible") == "0"


@pytest.mark.parametrize(
    "body", ["<a b='c'>&amp;\"]]></a>", "carriage\rreturn\r\nline\nfeed\ttab", "Grüße, 世界, \U0001f4ef", " \n "]
)
def test_bodies_come_back_as_they_were_sent(sqs, queue, body):
    sent = sqs.send_message(QueueUrl=queue, MessageBody=body)
    [message] = receive(sqs, queue)

    assert sent["MD5OfMessageBody"] == md5(body)
    assert message["Body"] == body


def test_attributes_of_every_type_come_back(sqs, queue):
    attributes = {
        "colour": {"DataType": "String", "StringValue": "grün"},
        "count": {"DataType": "Number", "StringValue": "-12.50"},
        "price": {"DataType": "Number.euro", "StringValue": "1e3"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\xff\x7f"},
    }
    sent = sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=attributes)
    [message] = receive(sqs, queue, MessageAttributeNames=["All"], AttributeNames=["All"])

    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert {"SenderId", "SentTimestamp", "ApproximateFirstReceiveTimestamp"} <= set(message["Attributes"])


def test_only_the_attributes_asked_for_come_back(sqs, queue):
    value = {"DataType": "String", "StringValue": "x"}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes={"trace.id": value, "other": value})
    [message] = receive(
        sqs,
        queue,
        MessageAttributeNames=["trace.*"],
        MessageSystemAttributeNames=["SentTimestamp"],
    )

    assert set(message["MessageAttributes"]) == {"trace.id"}
    assert set(message["Attributes"]) == {"SentTimestamp"}


def test_ten_messages_go_through_each_batch_operation(sqs, queue):
    sent = sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[
            {
                "Id": f"entry-{i}",
                "MessageBody": f"body-{i}",
                "MessageAttributes": {"index": {"DataType": "Number", "StringValue": str(i)}},
            }
            for i in range(10)
        ],
    )
    assert "Failed" not in sent
    assert {entry["Id"]: entry["MD5OfMessageBody"] for entry in sent["Successful"]} == {
        f"entry-{i}": md5(f"body-{i}") for i in range(10)
    }

    hidden = receive(sqs, queue, MaxNumberOfMessages=10)
    assert len(hidden) == 10
    shown = sqs.change_message_visibility_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": str(i), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
            for i, message in enumerate(hidden)
        ],
    )
    assert len(shown["Successful"]) == 10

    again = receive(sqs, queue, MaxNumberOfMessages=10)
    assert {message["Body"] for message in again} == {f"body-{i}" for i in range(10)}
    deleted = sqs.delete_message_batch(
        QueueUrl=queue,
        Entries=[{"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]} for i, message in enumerate(again)],
    )
    assert len(deleted["Successful"]) == 10
    assert receive(sqs, queue, WaitTimeSeconds=0) == []


def test_an_entry_that_is_refused_leaves_the_others(sqs, queue):
    sent = sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[
            {"Id": "good", "MessageBody": "good"},
            {"Id": "bad", "MessageBody": "x", "DelaySeconds": 901},
        ],
    )

    assert [entry["Id"] for entry in sent["Successful"]] == ["good"]
    [failed] = sent["Failed"]
    assert failed["Id"] == "bad"
    assert failed["SenderFault"] is True
    assert failed["Code"] == "InvalidParameterValue"


def test_a_long_poll_wakes_when_a_message_is_sent(sqs, clients, protocol, queue):
    with concurrent.futures.ThreadPoolExecutor(1) as poller:
        began = time.monotonic()
        poll = poller.submit(receive, clients(protocol), queue, WaitTimeSeconds=20)
        assert attribute(sqs, queue, "ApproximateNumberOfMessages") == "0"
        sqs.send_message(QueueUrl=queue, MessageBody="wake")
        [message] = poll.result(timeout=15)

    assert message["Body"] == "wake"
    assert time.monotonic() - began < 15


def test_a_received_message_is_hidden_until_it_is_made_visible(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(sqs, queue)
    assert receive(sqs, queue, WaitTimeSeconds=0) == []

    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)

    [again] = receive(sqs, queue, AttributeNames=["ApproximateReceiveCount"])
    assert again["Attributes"] == {"ApproximateReceiveCount": "2"}


def test_a_delayed_message_comes_when_its_time_has(sqs, queue):
    began = time.monotonic()
    sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=1)

    [message] = receive(sqs, queue, WaitTimeSeconds=10)

    assert message["Body"] == "later"
    assert time.monotonic() - began > 0.95


def test_purging_empties_the_queue_once_a_minute(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")

    sqs.purge_queue(QueueUrl=queue)

    assert receive(sqs, queue, WaitTimeSeconds=0) == []
    with pytest.raises(sqs.exceptions.PurgeQueueInProgress) as refused:
        sqs.purge_queue(QueueUrl=queue)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_attributes_are_set_and_read_back(sqs, unique, endpoint):
    name = unique("attributes")
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "7", "DelaySeconds": "1"})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "0", "MaximumMessageSize": "1024"})

    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    assert url == f"{endpoint.uri}/{endpoint.first.id}/{name}"
    assert attributes["QueueArn"] == f"arn:aws:sqs:{endpoint.region}:{endpoint.first.id}:{name}"
    assert attributes["VisibilityTimeout"] == "7"
    assert attributes["DelaySeconds"] == "0"
    assert attributes["MaximumMessageSize"] == "1024"
    assert len(attributes) == 12
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url)


def test_queues_are_listed_page_by_page(sqs, unique):
    prefix = unique("page")
    urls = {sqs.create_queue(QueueName=f"{prefix}-{i}")["QueueUrl"] for i in range(5)}

    pages = list(
        sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2})
    )

    assert [len(page["QueueUrls"]) for page in pages] == [2, 2, 1]
    assert {url for page in pages for url in page["QueueUrls"]} == urls
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=prefix + "-none")


def test_an_unknown_queue_has_its_own_error(sqs, unique):
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as refused:
        sqs.get_queue_url(QueueName=unique("missing"))

    assert refused.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refused.value.response["ResponseMetadata"]["RequestId"]


def test_a_deleted_queue_is_gone(sqs, queue):
    sqs.delete_queue(QueueUrl=queue)

    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.send_message(QueueUrl=queue, MessageBody="x")


def test_a_queue_made_again_with_other_attributes_is_refused(sqs, unique):
    name = unique("other")
    sqs.create_queue(QueueName=name)

    with pytest.raises(sqs.exceptions.QueueNameExists):
        sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "7"})


def test_a_queue_of_one_protocol_is_used_in_the_other(clients, unique):
    json, query = clients("json"), clients("query")
    url = json.create_queue(QueueName=unique("both"))["QueueUrl"]

    json.send_message(QueueUrl=url, MessageBody="from json")
    [message] = receive(query, url)
    query.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    query.send_message(QueueUrl=url, MessageBody="from query")
    [answer] = receive(json, url)

    assert message["Body"] == "from json"
    assert answer["Body"] == "from query"
    assert query.get_queue_url(QueueName=url.rsplit("/", 1)[1])["QueueUrl"] == url


@pytest.mark.parametrize(
    "wrong, code", [({"secret": "wrong"}, "SignatureDoesNotMatch"), ({"key": "AKIDNOBODY"}, "InvalidClientTokenId")]
)
def test_a_stranger_is_refused(clients, protocol, wrong, code):
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        clients(protocol, **wrong).list_queues()

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert refused.value.response["Error"]["Code"] == code


def test_another_account_does_not_see_the_queue(clients, protocol, endpoint, queue):
    other = clients(protocol, endpoint.second)

    with pytest.raises(other.exceptions.QueueDoesNotExist):
        other.get_queue_url(QueueName=queue.rsplit("/", 1)[1])
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        other.send_message(QueueUrl=queue, MessageBody="x")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_each_account_is_told_who_it_is(clients, endpoint):
    for account in (endpoint.first, endpoint.second):
        identity = clients("query", account, service="sts").get_caller_identity()

        assert identity["Account"] == account.id
        assert identity["Arn"].startswith(f"arn:aws:iam::{account.id}:")
