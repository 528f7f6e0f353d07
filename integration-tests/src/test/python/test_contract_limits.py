"""The limits of SQS, each at its edge: the last value that is taken and the first that is not."""

import json

import pytest

from contract import attributes, bodies, receive, receive_one, refusal

TEXT = {"DataType": "String", "StringValue": "x"}
MIB = 1_048_576


@pytest.fixture
def fifo(sqs, unique):
    return sqs.create_queue(QueueName=unique("limits") + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


def is_invalid(actual):
    return (actual.code, actual.status) == ("InvalidParameterValue", 400)


def test_names_of_80_characters(sqs, unique):
    name = unique("n").ljust(80, "_")
    assert sqs.create_queue(QueueName=name)["QueueUrl"].endswith("/" + name)
    assert is_invalid(refusal(sqs.create_queue, QueueName=name + "x"))


def test_names_of_fifo_queues_of_80_characters(sqs, unique):
    name = unique("n").ljust(75, "_") + ".fifo"
    fifo = {"FifoQueue": "true"}
    assert sqs.create_queue(QueueName=name, Attributes=fifo)["QueueUrl"].endswith("/" + name)
    assert is_invalid(refusal(sqs.create_queue, QueueName="x" + name, Attributes=fifo))


@pytest.mark.parametrize("name", ["a b", "a.b", "é", "a/b", ".fifo"])
def test_names_that_no_queue_has(sqs, name):
    assert is_invalid(refusal(sqs.create_queue, QueueName=name))


def test_names_tell_cases_apart(sqs, unique):
    name = unique("case")
    lower = sqs.create_queue(QueueName=name)["QueueUrl"]
    upper = sqs.create_queue(QueueName=name.upper(), Attributes={"DelaySeconds": "7"})["QueueUrl"]
    assert lower != upper


RANGES = [
    ("MaximumMessageSize", 1024, MIB),
    ("MessageRetentionPeriod", 60, 1_209_600),
    ("DelaySeconds", 0, 900),
    ("VisibilityTimeout", 0, 43_200),
    ("ReceiveMessageWaitTimeSeconds", 0, 20),
    ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
]


@pytest.mark.parametrize("name, least, most", RANGES)
def test_ranges_of_attributes(sqs, unique, name, least, most):
    stem = unique("range")
    for value in (least, most):
        queue = sqs.create_queue(QueueName=f"{stem}-{value}", Attributes={name: str(value)})["QueueUrl"]
        assert attributes(sqs, queue, name) == {name: str(value)}
    for value in (least - 1, most + 1, "x", "1.0", ""):
        for call in (
            lambda given: sqs.create_queue(QueueName=stem, Attributes=given),
            lambda given: sqs.set_queue_attributes(QueueUrl=queue, Attributes=given),
        ):
            actual = refusal(call, {name: str(value)})
            assert (actual.code, actual.status) == ("InvalidAttributeValue", 400)
            assert actual.text.startswith(f"Invalid value for the parameter {name}.")


def test_a_message_of_a_mebibyte(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x" * MIB)
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="x" * (MIB + 1))
    assert is_invalid(actual)
    assert actual.text.endswith(f"Message must be shorter than {MIB} bytes.")
    assert len(receive_one(sqs, queue)["Body"]) == MIB


def test_a_mebibyte_that_is_three_on_the_wire(sqs, queue):
    """Each of its bytes takes three, as an escape in JSON and in a form."""
    body = "é" * (MIB // 2)
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    assert receive_one(sqs, queue)["Body"] == body


def test_a_batch_of_a_mebibyte(sqs, queue):
    half = "x" * (MIB // 2)
    sent = sqs.send_message_batch(
        QueueUrl=queue, Entries=[{"Id": "a", "MessageBody": half}, {"Id": "b", "MessageBody": half}]
    )
    assert len(sent["Successful"]) == 2


def test_names_types_and_values_of_attributes_count(sqs, unique):
    queue = sqs.create_queue(QueueName=unique("size"), Attributes={"MaximumMessageSize": "1024"})["QueueUrl"]
    # The name has 4 bytes, the type 6, the value 14.
    given = {"näm": {"DataType": "String", "StringValue": "v" * 14}}
    sqs.send_message(QueueUrl=queue, MessageBody="x" * 1000, MessageAttributes=given)
    assert is_invalid(refusal(sqs.send_message, QueueUrl=queue, MessageBody="x" * 1001, MessageAttributes=given))


def test_ten_attributes(sqs, queue):
    given = {f"a{i}": TEXT for i in range(10)}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    assert is_invalid(
        refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes={**given, "a10": TEXT})
    )
    assert len(receive_one(sqs, queue, MessageAttributeNames=["All"])["MessageAttributes"]) == 10


@pytest.mark.parametrize("name", ["x" * 256, "a.b-c_D9", "aws-x", "grün", "awsx.y"])
def test_names_of_attributes(sqs, queue, name):
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes={name: TEXT})
    assert receive_one(sqs, queue, MessageAttributeNames=["All"])["MessageAttributes"] == {name: TEXT}


@pytest.mark.parametrize(
    "name", ["x" * 257, "a b", "a/b", ".a", "a.", "a..b", "AWS.x", "aws.x", "Amazon.x", "aMaZoN.x", "名"]
)
def test_names_that_no_attribute_has(sqs, queue, name):
    assert is_invalid(refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes={name: TEXT}))


@pytest.mark.parametrize("kind", ["String", "String.", "String.a.b", "Number.int", "String." + "x" * 249])
def test_types_of_attributes(sqs, queue, kind):
    given = {"a": {"DataType": kind, "StringValue": "1"}}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    assert receive_one(sqs, queue, MessageAttributeNames=["All"])["MessageAttributes"] == given


@pytest.mark.parametrize("kind", ["", "Text", "string", "Strings", "String." + "x" * 250])
def test_types_that_no_attribute_has(sqs, queue, kind):
    given = {"a": {"DataType": kind, "StringValue": "1"}}
    assert is_invalid(refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes=given))


@pytest.mark.parametrize("number", ["0", "-1.5", "1e125", "9" * 38, "1E-120"])
def test_numbers(sqs, queue, number):
    given = {"a": {"DataType": "Number", "StringValue": number}}
    sqs.send_message(QueueUrl=queue, MessageBody="x", MessageAttributes=given)
    assert receive_one(sqs, queue, MessageAttributeNames=["All"])["MessageAttributes"] == given


@pytest.mark.parametrize("number", ["x", "1,5", "9" * 39, "1e127", "1e-129", "NaN", " 1"])
def test_numbers_that_are_none(sqs, queue, number):
    given = {"a": {"DataType": "Number", "StringValue": number}}
    assert is_invalid(refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes=given))


def test_values_of_the_wrong_field(sqs, queue):
    for value in (
        {"DataType": "Binary", "StringValue": "x"},
        {"DataType": "String", "BinaryValue": b"x"},
        {"DataType": "String"},
        {"DataType": "Binary", "BinaryValue": b""},
    ):
        assert is_invalid(refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes={"a": value}))


def test_only_the_trace_header_is_sent_as_a_system_attribute(sqs, queue):
    for given in ({"SenderId": TEXT}, {"AWSTraceHeader": {"DataType": "Number", "StringValue": "1"}}):
        assert is_invalid(
            refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageSystemAttributes=given)
        )


@pytest.mark.parametrize("character", ["\t", "\n", "\r", " ", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff"])
def test_the_first_and_last_characters(sqs, queue, character):
    sqs.send_message(QueueUrl=queue, MessageBody=character)
    assert receive_one(sqs, queue)["Body"] == character


@pytest.mark.parametrize("character", ["\0", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_no_message_has(sqs, queue, character):
    assert refusal(sqs.send_message, QueueUrl=queue, MessageBody="a" + character).code == "InvalidMessageContents"


def test_ids_of_128_characters(sqs, fifo):
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    longest = (signs + "aZ09").ljust(128, "x")
    sqs.send_message(QueueUrl=fifo, MessageBody="x", MessageGroupId=longest, MessageDeduplicationId=longest)
    got = receive_one(sqs, fifo, ReceiveRequestAttemptId=longest, AttributeNames=["All"])
    assert got["Attributes"]["MessageGroupId"] == longest
    assert got["Attributes"]["MessageDeduplicationId"] == longest


def test_ten_messages_at_once_and_entry_ids_of_80_characters(sqs, queue):
    entries = [{"Id": str(i).ljust(80, "-"), "MessageBody": str(i)} for i in range(10)]
    assert len(sqs.send_message_batch(QueueUrl=queue, Entries=entries)["Successful"]) == 10
    got = []
    while len(got) < 10:
        got += bodies(receive(sqs, queue, 10, 10))
    assert sorted(got) == [str(i) for i in range(10)]


def test_delays_of_messages(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=900)
    for seconds in (-1, 901):
        actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", DelaySeconds=seconds)
        assert is_invalid(actual)
        assert actual.text.startswith(f"Value {seconds} for parameter DelaySeconds is invalid. Reason: ")


@pytest.mark.parametrize("count", [0, 1001, -1, "x"])
def test_receives_before_a_dead_letter_out_of_range(sqs, queue, unique, count):
    dead = attributes(sqs, queue, "QueueArn")["QueueArn"]
    policy = '{"deadLetterTargetArn":"%s","maxReceiveCount":"%s"}' % (dead, count)
    assert is_invalid(refusal(sqs.create_queue, QueueName=unique("count"), Attributes={"RedrivePolicy": policy}))


@pytest.mark.parametrize("count", [1, 1000])
def test_receives_before_a_dead_letter(sqs, queue, unique, count):
    dead = attributes(sqs, queue, "QueueArn")["QueueArn"]
    policy = '{"deadLetterTargetArn":"%s","maxReceiveCount":%d}' % (dead, count)
    made = sqs.create_queue(QueueName=unique("count"), Attributes={"RedrivePolicy": policy})["QueueUrl"]
    assert attributes(sqs, made, "RedrivePolicy") == {"RedrivePolicy": policy}


def test_ten_sources_of_dead_letters(sqs, queue, endpoint):
    def policy(number):
        arns = [f"arn:aws:sqs:{endpoint.region}:{endpoint.first.id}:source-{i}" for i in range(number)]
        return {"RedriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": arns})}

    sqs.set_queue_attributes(QueueUrl=queue, Attributes=policy(10))
    assert is_invalid(refusal(sqs.set_queue_attributes, QueueUrl=queue, Attributes=policy(11)))


def test_fifty_tags(sqs, queue):
    sqs.tag_queue(QueueUrl=queue, Tags={f"key{i}": "v" for i in range(50)})
    assert refusal(sqs.tag_queue, QueueUrl=queue, Tags={"one": "more"}).status == 400
    assert len(sqs.list_queue_tags(QueueUrl=queue)["Tags"]) == 50


@pytest.mark.parametrize("key, value", [("k" * 128, "v" * 256), ("k", ""), ("a_.:/=+-@ ü9", "a_.:/=+-@ ü9")])
def test_tags(sqs, queue, key, value):
    sqs.tag_queue(QueueUrl=queue, Tags={key: value})
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {key: value}


@pytest.mark.parametrize(
    "key, value", [("k" * 129, "v"), ("k", "v" * 257), ("aws:x", "v"), ("AWS:x", "v"), ("a*b", "v"), ("k", "a*b")]
)
def test_tags_that_are_none(sqs, queue, key, value):
    assert is_invalid(refusal(sqs.tag_queue, QueueUrl=queue, Tags={key: value}))


def test_permissions(sqs, queue, endpoint):
    accounts = [endpoint.second.id]

    def add(label, *actions):
        return lambda: sqs.add_permission(QueueUrl=queue, Label=label, AWSAccountIds=accounts, Actions=list(actions))

    add("x" * 80, "SendMessage")()
    assert is_invalid(refusal(add("x" * 81, "SendMessage")))
    assert is_invalid(refusal(add("a b", "SendMessage")))
    assert is_invalid(refusal(add("label", "FlyToTheMoon")))
    many = [
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "GetQueueUrl",
        "ListDeadLetterSourceQueues",
        "PurgeQueue",
    ]
    add("seven", *many[:7])()
    over = refusal(add("eight", *many))
    assert (over.code, over.status) == ("OverLimit", 403)


@pytest.mark.parametrize("most", [0, 1001])
def test_pages_out_of_range(sqs, queue, most):
    assert is_invalid(refusal(sqs.list_queues, MaxResults=most))
    assert is_invalid(refusal(sqs.list_dead_letter_source_queues, QueueUrl=queue, MaxResults=most))


@pytest.mark.parametrize("most", [0, 11])
def test_lists_of_move_tasks_out_of_range(sqs, queue, most):
    source = attributes(sqs, queue, "QueueArn")["QueueArn"]
    assert is_invalid(refusal(sqs.list_message_move_tasks, SourceArn=source, MaxResults=most))


@pytest.mark.parametrize("rate", [0, 501])
def test_rates_of_move_tasks_out_of_range(sqs, queue, rate):
    source = attributes(sqs, queue, "QueueArn")["QueueArn"]
    assert is_invalid(
        refusal(sqs.start_message_move_task, SourceArn=source, MaxNumberOfMessagesPerSecond=rate)
    )
