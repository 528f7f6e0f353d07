"""From a topic into queues: envelopes, raw messages, structured messages, batches, filters and dead letters."""

import base64
import json
import re
import uuid

import pytest

from contract import refusal
from topics import open_url, subscribe

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MESSAGE = '{"grün": "世界 \\" \n"}'
ATTRIBUTES = {
    "text": {"DataType": "String", "StringValue": "grün"},
    "number": {"DataType": "Number", "StringValue": "12.50"},
    "custom": {"DataType": "Number.euro", "StringValue": "7"},
    "array": {"DataType": "String.Array", "StringValue": '["a", 1, true, null]'},
    "binary": {"DataType": "Binary", "BinaryValue": b"\x00\xff\x10"},
}


def text(value):
    return {"DataType": "String", "StringValue": value}


def number(value):
    return {"DataType": "Number", "StringValue": value}


def test_an_envelope(sns, topic, queues):
    queue = queues.make()
    subscription = subscribe(sns, topic, queue)
    answer = sns.publish(TopicArn=topic, Subject="Betreff <&>", Message=MESSAGE, MessageAttributes=ATTRIBUTES)
    message = queue.take_one()
    assert "MessageAttributes" not in message
    body = message["Body"]
    actual = json.loads(body)
    assert "SequenceNumber" not in answer
    assert list(actual) == [
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
        "MessageAttributes",
    ]
    assert body.startswith('{\n  "Type" : "Notification",\n  "MessageId" : "')
    assert (actual["MessageId"], actual["TopicArn"]) == (answer["MessageId"], topic)
    assert (actual["Subject"], actual["Message"]) == ("Betreff <&>", MESSAGE)
    assert TIMESTAMP.fullmatch(actual["Timestamp"])
    assert (actual["SignatureVersion"], len(base64.b64decode(actual["Signature"]))) == ("1", 256)
    assert actual["UnsubscribeURL"].endswith("/?Action=Unsubscribe&SubscriptionArn=" + subscription)
    assert actual["MessageAttributes"] == {
        "text": {"Type": "String", "Value": "grün"},
        "number": {"Type": "Number", "Value": "12.50"},
        "custom": {"Type": "Number.euro", "Value": "7"},
        "array": {"Type": "String.Array", "Value": '["a", 1, true, null]'},
        "binary": {"Type": "Binary", "Value": "AP8Q"},
    }


def test_what_is_not_sent_is_not_in_the_envelope(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue)
    sns.publish(TargetArn=topic, Message="x")
    actual = queue.notification()
    assert not {"Subject", "MessageAttributes", "SequenceNumber"} & set(actual)


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_signature_of_an_envelope(sns, topic, queues, version):
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    queue = queues.make()
    subscribe(sns, topic, queue)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="SignatureVersion", AttributeValue=version)
    sns.publish(TopicArn=topic, Message="signed", Subject="s")
    actual = queue.notification()
    assert actual["SignatureVersion"] == version
    assert actual["SigningCertURL"].endswith(".pem")
    certificate = x509.load_pem_x509_certificate(open_url(actual["SigningCertURL"]))
    signed = "".join(
        f"{key}\n{actual[key]}\n" for key in ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
    )
    certificate.public_key().verify(
        base64.b64decode(actual["Signature"]),
        signed.encode(),
        padding.PKCS1v15(),
        hashes.SHA1() if version == "1" else hashes.SHA256(),
    )
    assert certificate.subject.rfc4514_string().startswith("CN=sns.amazonaws.com")


def test_a_raw_message(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue, RawMessageDelivery="true")
    sns.publish(TopicArn=topic, Subject="not sent", Message="raw ]]> 世界", MessageAttributes=ATTRIBUTES)
    message = queue.take_one()
    assert message["Body"] == "raw ]]> 世界"
    assert message["MessageAttributes"] == ATTRIBUTES
    assert message["Attributes"]["SenderId"].startswith("AIDA")


def test_each_subscriber_gets_its_own(sns, topic, queues):
    subscribers = [queues.make() for _ in range(3)]
    for i, queue in enumerate(subscribers):
        subscribe(sns, topic, queue, RawMessageDelivery="true" if i == 0 else "false")
    sns.publish(TopicArn=topic, Message="to all")
    first, *others = [queue.take_one()["Body"] for queue in subscribers]
    assert first == "to all"
    assert [json.loads(other)["Message"] for other in others] == ["to all"] * 2
    assert json.loads(others[0])["Signature"] == json.loads(others[1])["Signature"]


@pytest.mark.parametrize(
    "message, expected",
    [
        ({"default": "d", "sqs": "s", "http": "h"}, "s"),
        ({"default": "d", "http": "h"}, "d"),
        ({"default": "d", "sqs": {"not": "text"}}, "d"),
    ],
)
def test_a_structured_message(sns, topic, queues, message, expected):
    raw, enveloped = queues.make(), queues.make()
    subscribe(sns, topic, raw, RawMessageDelivery="true")
    subscribe(sns, topic, enveloped)
    sns.publish(TopicArn=topic, Message=json.dumps(message), MessageStructure="json")
    assert raw.take_one()["Body"] == expected
    assert enveloped.notification()["Message"] == expected


def test_a_batch_whose_entries_fail_by_themselves(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue, RawMessageDelivery="true")
    answer = sns.publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[
            {"Id": "good", "Message": "x", "MessageAttributes": {"a": text("b")}},
            {"Id": "empty", "Message": ""},
            {"Id": "subject", "Message": "x", "Subject": "a\nb"},
            {"Id": "json", "Message": '{"default": "d"}', "MessageStructure": "json"},
        ],
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["good", "json"]
    assert all(uuid.UUID(entry["MessageId"]) for entry in answer["Successful"])
    assert answer["Failed"] == [
        {"Id": "empty", "Code": "InvalidParameter", "Message": "Invalid parameter: Empty message", "SenderFault": True},
        {"Id": "subject", "Code": "InvalidParameter", "Message": "Invalid parameter: Subject", "SenderFault": True},
    ]
    assert sorted(message["Body"] for message in queue.take(2)) == ["d", "x"]


def test_the_largest_message(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue, RawMessageDelivery="true")
    attributes = {"name": text("x" * 100)}
    largest = "é" * ((262_144 - 4 - 6 - 100) // 2)
    sns.publish(TopicArn=topic, Message=largest, MessageAttributes=attributes)
    assert queue.take_one()["Body"] == largest
    actual = refusal(sns.publish, TopicArn=topic, Message=largest + "x", MessageAttributes=attributes)
    assert actual.code == "InvalidParameter"


def test_a_topic_of_longer_messages(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue, RawMessageDelivery="true")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="MaximumMessageSize", AttributeValue="1048576")
    sns.publish(TopicArn=topic, Message="x" * 1_048_576)
    assert len(queue.take_one()["Body"]) == 1_048_576


FILTERS = [
    ({"a": ["x"]}, {"a": text("x")}, {"a": text("y")}),
    ({"a": ["x"], "b": [{"prefix": "p"}]}, {"a": text("x"), "b": text("pq")}, {"a": text("x")}),
    ({"n": [{"numeric": [">", 0, "<=", 5]}]}, {"n": number("5.0")}, {"n": text("5")}),
    ({"n": [300]}, {"n": number("3e2")}, {"n": text("300")}),
    ({"a": [{"anything-but": ["x"]}]}, {"a": text("y")}, {}),
    ({"a": [{"exists": False}]}, {}, {"a": text("x")}),
    ({"a": [{"exists": True}]}, {"a": number("1")}, {"b": text("x")}),
    (
        {"a": ["x"]},
        {"a": {"DataType": "String.Array", "StringValue": '["w", "x"]'}},
        {"a": {"DataType": "Binary", "BinaryValue": b"x"}},
    ),
    ({"$or": [{"a": ["x"]}, {"b": ["y"]}]}, {"b": text("y")}, {"a": text("y")}),
    ({"a": [{"suffix": ".png"}]}, {"a": text("i.png")}, {"a": text("i.jpg")}),
    ({"a": [{"wildcard": "a*z"}]}, {"a": text("abcz")}, {"a": text("abc")}),
    ({"ip": [{"cidr": "10.0.0.0/24"}]}, {"ip": text("10.0.0.9")}, {"ip": text("10.0.1.9")}),
    ({"a": [{"equals-ignore-case": "X"}]}, {"a": text("x")}, {"a": text("xx")}),
]

BODIES = [
    ({"a": ["x"]}, {"a": "x"}, {"a": "X"}),
    ({"a": {"b": [1]}}, {"a": {"b": 1.0}}, {"a": {"b": "1"}}),
    ({"a": [None, True]}, {"a": True}, {"a": "true"}),
    ({"a": {"b": [{"exists": False}]}}, {"a": {"c": 1}}, {"a": {"b": 1}}),
    ({"a": ["x"]}, {"a": ["w", "x"]}, "no object"),
]


def check_filter(sns, topic, queues, attributes, fits, fits_not):
    """The message that does not fit is published first, and each arrives where nothing is filtered."""
    queue, everything = queues.make(), queues.make()
    subscribe(sns, topic, everything, RawMessageDelivery="true")
    subscribe(sns, topic, queue, RawMessageDelivery="true", **attributes)
    for message in (fits_not, fits):
        sns.publish(TopicArn=topic, **message)
    everything.take(2)
    assert queue.take_one()["Body"] == fits["Message"]
    assert queue.rest() == []


@pytest.mark.parametrize("policy, fits, fits_not", FILTERS)
def test_a_filter_of_attributes(sns, topic, queues, policy, fits, fits_not):
    check_filter(
        sns,
        topic,
        queues,
        {"FilterPolicy": json.dumps(policy)},
        {"Message": "fits", "MessageAttributes": fits},
        {"Message": "fits not", "MessageAttributes": fits_not},
    )


@pytest.mark.parametrize("policy, fits, fits_not", BODIES)
def test_a_filter_of_bodies(sns, topic, queues, policy, fits, fits_not):
    check_filter(
        sns,
        topic,
        queues,
        {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": "MessageBody"},
        {"Message": json.dumps(fits)},
        {"Message": fits_not if isinstance(fits_not, str) else json.dumps(fits_not)},
    )


def test_a_changed_filter_counts_for_the_next_message(sns, topic, queues):
    queue = queues.make()
    subscription = subscribe(sns, topic, queue, RawMessageDelivery="true", FilterPolicy='{"a":["x"]}')
    for policy, message in (('{"a":["y"]}', "y"), ("", "any"), ('{"a":["x"]}', "x")):
        sns.set_subscription_attributes(
            SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue=policy
        )
        sns.publish(TopicArn=topic, Message=message, MessageAttributes={"a": text(message)})
        assert queue.take_one()["Body"] == message


def test_a_subscription_that_ended_gets_nothing_more(sns, topic, queues):
    ended, kept = queues.make(), queues.make()
    subscription = subscribe(sns, topic, ended)
    subscribe(sns, topic, kept)
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.publish(TopicArn=topic, Message="x")
    kept.take_one()
    assert ended.rest() == []


@pytest.mark.parametrize("raw", ["false", "true"])
def test_what_a_deleted_queue_does_not_get_is_a_dead_letter(sns, topic, queues, raw):
    gone, dead = queues.make(), queues.make("dead")
    policy = json.dumps({"deadLetterTargetArn": dead.arn})
    subscription = subscribe(sns, topic, gone, RawMessageDelivery=raw, RedrivePolicy=policy)
    gone.delete()
    answer = sns.publish(TopicArn=topic, Message="lost", MessageAttributes={"a": text("b")})
    message = dead.take_one()
    if raw == "true":
        assert (message["Body"], message["MessageAttributes"]) == ("lost", {"a": text("b")})
        return
    actual = json.loads(message["Body"])
    assert "MessageAttributes" not in message
    assert (actual["Type"], actual["MessageId"], actual["Message"]) == ("Notification", answer["MessageId"], "lost")
    assert actual["MessageAttributes"] == {"a": {"Type": "String", "Value": "b"}}
    assert actual["UnsubscribeURL"].endswith(subscription)


def test_a_raw_message_of_too_many_attributes_is_a_dead_letter_that_keeps_them(sns, topic, queues):
    raw, without, dead = (queues.make(stem) for stem in ("raw", "without", "dead"))
    policy = json.dumps({"deadLetterTargetArn": dead.arn})
    subscribe(sns, topic, raw, RawMessageDelivery="true", RedrivePolicy=policy)
    subscribe(sns, topic, without, RawMessageDelivery="true")
    many = {f"a{i}": text("x") for i in range(11)}
    answer = sns.publish(TopicArn=topic, Message="many", MessageAttributes=many)
    actual = dead.notification()
    assert (actual["MessageId"], actual["Message"]) == (answer["MessageId"], "many")
    assert actual["MessageAttributes"] == {name: {"Type": "String", "Value": "x"} for name in many}
    assert actual["Signature"]
    few = dict(list(many.items())[:10])
    sns.publish(TopicArn=topic, Message="few", MessageAttributes=few)
    for queue in (raw, without):
        message = queue.take_one()
        assert (message["Body"], message["MessageAttributes"]) == ("few", few)
        assert queue.rest() == []


def test_what_a_deleted_queue_without_dead_letter_queue_does_not_get_is_dropped(sns, topic, queues):
    gone, kept = queues.make(), queues.make()
    subscribe(sns, topic, gone)
    subscribe(sns, topic, kept)
    gone.delete()
    for i in range(3):
        sns.publish(TopicArn=topic, Message=str(i))
    assert sorted(json.loads(message["Body"])["Message"] for message in kept.take(3)) == ["0", "1", "2"]
