"""The error table of SQS: code, type, status and text of every error that a caller can provoke."""

import base64
import json
import uuid

import pytest

from contract import QUERY_PREFIX, Refusal, arn, receive_one, redrive, refusal

WRONG_IDS = ["", " ", "a b", "é", "x" * 129]


def check(actual, protocol, kind, code, status, text):
    """Compares all that is told; the type is in JSON only."""
    assert actual == Refusal(code, status, text, kind if protocol == "json" else "")


def invalid(actual, protocol, text):
    check(actual, protocol, "InvalidParameterValueException", "InvalidParameterValue", 400, text)


def missing(actual, protocol, parameter):
    text = f"The request must contain the parameter {parameter}."
    check(actual, protocol, "MissingRequiredParameterException", "MissingParameter", 400, text)


def missing_queue(actual, protocol):
    text = "The specified queue does not exist" + ("." if protocol == "json" else " for this wsdl version.")
    check(actual, protocol, "QueueDoesNotExist", QUERY_PREFIX + "NonExistentQueue", 400, text)


@pytest.fixture
def fifo(sqs, unique):
    return sqs.create_queue(QueueName=unique("errors") + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


@pytest.mark.parametrize("url", ["garbage", "", "http://localhost/", "{origin}/{account}/{name}", "{origin}/a/b/c/d"])
def test_a_url_without_a_queue(sqs, protocol, unique, endpoint, url):
    missing_url = url.format(origin=endpoint.uri, account=endpoint.first.id, name=unique("missing"))
    for call in (sqs.purge_queue, sqs.delete_queue, sqs.list_queue_tags, sqs.receive_message):
        missing_queue(refusal(call, QueueUrl=missing_url), protocol)
    missing_queue(refusal(sqs.send_message, QueueUrl=missing_url, MessageBody="x"), protocol)


def test_a_name_without_a_queue(sqs, protocol, unique):
    missing_queue(refusal(sqs.get_queue_url, QueueName=unique("missing")), protocol)


def test_a_queue_that_exists_with_other_attributes(sqs, protocol, unique):
    name = unique("exists")
    sqs.create_queue(QueueName=name)
    check(
        refusal(sqs.create_queue, QueueName=name, Attributes={"DelaySeconds": "7"}),
        protocol,
        "QueueNameExists",
        "QueueAlreadyExists",
        400,
        "A queue already exists with the same name and a different value for attribute DelaySeconds",
    )


def test_a_queue_that_was_deleted_recently(sqs, protocol, unique):
    name = unique("deleted")
    sqs.delete_queue(QueueUrl=sqs.create_queue(QueueName=name)["QueueUrl"])
    check(
        refusal(sqs.create_queue, QueueName=name),
        protocol,
        "QueueDeletedRecently",
        QUERY_PREFIX + "QueueDeletedRecently",
        400,
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    )


def test_a_purge_within_a_minute_of_another(sqs, protocol, queue):
    sqs.purge_queue(QueueUrl=queue)
    check(
        refusal(sqs.purge_queue, QueueUrl=queue),
        protocol,
        "PurgeQueueInProgress",
        QUERY_PREFIX + "PurgeQueueInProgress",
        403,
        f"Only one PurgeQueue operation on {queue.rsplit('/', 1)[1]} is allowed every 60 seconds.",
    )


@pytest.mark.parametrize("name", ["Foobar", "QueueArn", "ApproximateNumberOfMessages", "All", "visibilityTimeout"])
def test_an_attribute_that_cannot_be_set(sqs, protocol, queue, name):
    check(
        refusal(sqs.set_queue_attributes, QueueUrl=queue, Attributes={name: "1"}),
        protocol,
        "InvalidAttributeName",
        "InvalidAttributeName",
        400,
        f"Unknown Attribute {name}.",
    )


def test_an_unknown_attribute_is_neither_read_nor_created(sqs, protocol, queue, unique):
    for call in (
        lambda: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Foobar"]),
        lambda: sqs.create_queue(QueueName=unique("unknown"), Attributes={"Foobar": "1"}),
    ):
        check(
            refusal(call), protocol, "InvalidAttributeName", "InvalidAttributeName", 400, "Unknown Attribute Foobar."
        )


def test_characters_that_no_message_may_have(sqs, protocol, queue):
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="a\u0001b")
    assert actual.text.startswith("Invalid characters found. Valid unicode characters are #x9 ")
    check(actual, protocol, "InvalidMessageContents", "InvalidMessageContents", 400, actual.text)


def test_a_handle_that_is_none(sqs, protocol, queue):
    for call in (
        lambda: sqs.delete_message(QueueUrl=queue, ReceiptHandle="garbage"),
        lambda: sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle="garbage", VisibilityTimeout=1),
    ):
        check(
            refusal(call),
            protocol,
            "ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            404,
            'The input receipt handle "garbage" is not a valid receipt handle.',
        )


def batches(sqs):
    """The three batch operations, with what an entry has besides its id."""
    return [
        (sqs.send_message_batch, {"MessageBody": "x"}),
        (sqs.delete_message_batch, {"ReceiptHandle": "x"}),
        (sqs.change_message_visibility_batch, {"ReceiptHandle": "x", "VisibilityTimeout": 0}),
    ]


def test_a_batch_with_too_many_entries(sqs, protocol, queue):
    for call, entry in batches(sqs):
        check(
            refusal(call, QueueUrl=queue, Entries=[{"Id": str(i), **entry} for i in range(20)]),
            protocol,
            "TooManyEntriesInBatchRequest",
            QUERY_PREFIX + "TooManyEntriesInBatchRequest",
            400,
            "Maximum number of entries per request are 10. You have sent 20.",
        )


def test_a_batch_with_an_id_twice(sqs, protocol, queue):
    for call, entry in batches(sqs):
        check(
            refusal(call, QueueUrl=queue, Entries=[{"Id": each, **entry} for each in ("a", "b", "a")]),
            protocol,
            "BatchEntryIdsNotDistinct",
            QUERY_PREFIX + "BatchEntryIdsNotDistinct",
            400,
            "Id a repeated.",
        )


@pytest.mark.parametrize("entry_id", ["", "a.b", "a b", "é", "x" * 81])
def test_a_batch_with_an_id_that_is_none(sqs, protocol, queue, entry_id):
    for call, entry in batches(sqs):
        check(
            refusal(call, QueueUrl=queue, Entries=[{"Id": entry_id, **entry}]),
            protocol,
            "InvalidBatchEntryId",
            QUERY_PREFIX + "InvalidBatchEntryId",
            400,
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
            " It can be at most 80 letters long.",
        )


def test_a_batch_of_one_byte_too_many(sqs, protocol, queue):
    entries = [{"Id": "a", "MessageBody": "x" * 1_048_576}, {"Id": "b", "MessageBody": "x"}]
    check(
        refusal(sqs.send_message_batch, QueueUrl=queue, Entries=entries),
        protocol,
        "BatchRequestTooLong",
        QUERY_PREFIX + "BatchRequestTooLong",
        400,
        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    )


def test_list_values_of_attributes(sqs, protocol, queue):
    attribute = {"DataType": "String", "StringValue": "x", "StringListValues": ["x"]}
    actual = refusal(sqs.send_message, QueueUrl=queue, MessageBody="x", MessageAttributes={"a": attribute})
    check(actual, protocol, "UnsupportedOperation", QUERY_PREFIX + "UnsupportedOperation", 400, actual.text)


def test_resources_of_move_tasks_that_are_not_there(sqs, protocol, queue, unique, endpoint):
    there_is_none = f"arn:aws:sqs:{endpoint.region}:{endpoint.first.id}:{unique('none')}"
    sqs.create_queue(QueueName=unique("source"), Attributes={"RedrivePolicy": redrive(sqs, queue)})
    dead_letters = arn(sqs, queue)
    for call, parameter in (
        (lambda: sqs.start_message_move_task(SourceArn=there_is_none), "SourceArn"),
        (lambda: sqs.list_message_move_tasks(SourceArn=there_is_none), "SourceArn"),
        (
            lambda: sqs.start_message_move_task(SourceArn=dead_letters, DestinationArn=there_is_none),
            "DestinationArn",
        ),
    ):
        check(
            refusal(call),
            protocol,
            "ResourceNotFoundException",
            "ResourceNotFoundException",
            404,
            f"The resource that you specified for the {parameter} parameter doesn't exist.",
        )


def test_a_move_task_that_is_not_there(sqs, protocol, queue):
    text = json.dumps({"taskId": str(uuid.uuid4()), "sourceArn": arn(sqs, queue)})
    handle = base64.b64encode(text.encode()).decode()
    check(
        refusal(sqs.cancel_message_move_task, TaskHandle=handle),
        protocol,
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        404,
        "Task does not exist.",
    )


def test_a_task_handle_that_is_none(sqs, protocol):
    invalid(
        refusal(sqs.cancel_message_move_task, TaskHandle="garbage"),
        protocol,
        "Value for parameter TaskHandle is invalid.",
    )


def test_a_move_task_from_a_queue_that_takes_no_dead_letters(sqs, protocol, queue):
    invalid(
        refusal(sqs.start_message_move_task, SourceArn=arn(sqs, queue)),
        protocol,
        "Source queue must be configured as a Dead Letter Queue.",
    )


@pytest.mark.parametrize("number", [0, 11, -1, 2_147_483_647])
def test_a_number_of_messages_out_of_range(sqs, protocol, queue, number):
    invalid(
        refusal(sqs.receive_message, QueueUrl=queue, MaxNumberOfMessages=number),
        protocol,
        f"Value {number} for parameter MaxNumberOfMessages is invalid."
        " Reason: Must be between 1 and 10, if provided.",
    )


@pytest.mark.parametrize("seconds", [-1, 21])
def test_a_wait_out_of_range(sqs, protocol, queue, seconds):
    invalid(
        refusal(sqs.receive_message, QueueUrl=queue, WaitTimeSeconds=seconds),
        protocol,
        f"Value {seconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    )


@pytest.mark.parametrize("seconds", [-1, 43_201])
def test_a_visibility_timeout_out_of_range(sqs, protocol, queue, seconds):
    text = f"Value {seconds} for parameter VisibilityTimeout is invalid. Reason: "
    actual = refusal(sqs.receive_message, QueueUrl=queue, VisibilityTimeout=seconds)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert actual.text.startswith(text)
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive_one(sqs, queue)["ReceiptHandle"]
    changed = refusal(
        sqs.change_message_visibility, QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=seconds
    )
    assert (changed.code, changed.status) == ("InvalidParameterValue", 400)
    assert changed.text.startswith(text)


def test_a_message_that_is_too_long(sqs, protocol, unique):
    queue = sqs.create_queue(QueueName=unique("short"), Attributes={"MaximumMessageSize": "1024"})["QueueUrl"]
    invalid(
        refusal(sqs.send_message, QueueUrl=queue, MessageBody="x" * 1025),
        protocol,
        "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    )


def test_an_entry_that_is_too_long_fails_alone(sqs, unique):
    queue = sqs.create_queue(QueueName=unique("short"), Attributes={"MaximumMessageSize": "1024"})["QueueUrl"]
    answer = sqs.send_message_batch(
        QueueUrl=queue, Entries=[{"Id": "a", "MessageBody": "x" * 1025}, {"Id": "b", "MessageBody": "x" * 1024}]
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["b"]
    [failed] = answer["Failed"]
    assert failed["Message"].endswith("cannot be validated. Reason: Message must be shorter than 1024 bytes.")
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("a", "InvalidParameterValue", True)


def test_handles_of_a_batch_that_are_none_fail_alone(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive_one(sqs, queue)["ReceiptHandle"]
    for call, more in (
        (sqs.change_message_visibility_batch, {"VisibilityTimeout": 9}),
        (sqs.delete_message_batch, {}),
    ):
        answer = call(
            QueueUrl=queue,
            Entries=[
                {"Id": "bad", "ReceiptHandle": "garbage", **more},
                {"Id": "good", "ReceiptHandle": handle, **more},
            ],
        )
        assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
        [failed] = answer["Failed"]
        assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("bad", "ReceiptHandleIsInvalid", True)


def test_a_message_without_its_group(sqs, protocol, fifo):
    missing(
        refusal(sqs.send_message, QueueUrl=fifo, MessageBody="x", MessageDeduplicationId="x"),
        protocol,
        "MessageGroupId",
    )
    entries = [
        {"Id": "a", "MessageBody": "x", "MessageDeduplicationId": "x", "MessageGroupId": "g"},
        {"Id": "b", "MessageBody": "x", "MessageDeduplicationId": "y"},
    ]
    invalid(
        refusal(sqs.send_message_batch, QueueUrl=fifo, Entries=entries),
        protocol,
        "The request must contain the parameter MessageGroupId.",
    )


def test_a_message_that_says_nothing_about_duplicates(sqs, protocol, fifo):
    invalid(
        refusal(sqs.send_message, QueueUrl=fifo, MessageBody="x", MessageGroupId="g"),
        protocol,
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    )


@pytest.mark.parametrize("wrong", WRONG_IDS, ids=["empty", "space", "inner space", "letter", "too long"])
@pytest.mark.parametrize("parameter", ["MessageGroupId", "MessageDeduplicationId", "ReceiveRequestAttemptId"])
def test_ids_that_are_none(sqs, protocol, fifo, parameter, wrong):
    ids = {"MessageGroupId": "g", "MessageDeduplicationId": "d", parameter: wrong}
    actual = (
        refusal(sqs.receive_message, QueueUrl=fifo, ReceiveRequestAttemptId=wrong)
        if parameter == "ReceiveRequestAttemptId"
        else refusal(sqs.send_message, QueueUrl=fifo, MessageBody="x", **ids)
    )
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert actual.text.endswith(
        f"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length."
    )


def test_labels_that_are_there_or_not(sqs, protocol, queue, endpoint):
    permission = {"QueueUrl": queue, "Label": "L", "AWSAccountIds": [endpoint.second.id], "Actions": ["SendMessage"]}
    sqs.add_permission(**permission)
    invalid(
        refusal(sqs.add_permission, **permission),
        protocol,
        "Value L for parameter Label is invalid. Reason: Already exists.",
    )
    actual = refusal(sqs.remove_permission, QueueUrl=queue, Label="M")
    invalid(actual, protocol, "Value M for parameter Label is invalid. Reason: can't find label.")


def test_a_deleted_message_is_not_available_for_a_change(sqs, protocol, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    handle = receive_one(sqs, queue)["ReceiptHandle"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
    invalid(
        refusal(sqs.change_message_visibility, QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=9),
        protocol,
        f"Value {handle} for parameter ReceiptHandle is invalid."
        " Reason: Message does not exist or is not available for visibility timeout change.",
    )


def test_a_second_move_task_at_the_same_time(sqs, protocol, unique):
    dead = sqs.create_queue(QueueName=unique("dead"))["QueueUrl"]
    live = sqs.create_queue(QueueName=unique("live"), Attributes={"RedrivePolicy": redrive(sqs, dead)})["QueueUrl"]
    for i in range(5):
        sqs.send_message(QueueUrl=dead, MessageBody=str(i))
    task = {"SourceArn": arn(sqs, dead), "DestinationArn": arn(sqs, live), "MaxNumberOfMessagesPerSecond": 1}
    handle = sqs.start_message_move_task(**task)["TaskHandle"]
    invalid(
        refusal(sqs.start_message_move_task, **task),
        protocol,
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    )
    sqs.cancel_message_move_task(TaskHandle=handle)


def test_an_account_without_permission(clients, protocol, endpoint, queue):
    other = clients(protocol, endpoint.second)
    actual = refusal(other.send_message, QueueUrl=queue, MessageBody="x")
    assert (actual.code, actual.status) == ("AccessDenied", 403)
    assert actual.type == ("AccessDeniedException" if protocol == "json" else "")


@pytest.mark.parametrize(
    "wrong, code, kind",
    [
        ({"secret": "wrong"}, "SignatureDoesNotMatch", "InvalidSignatureException"),
        ({"key": "AKIDNOBODY"}, "InvalidClientTokenId", "UnrecognizedClientException"),
    ],
)
def test_callers_that_are_not_known(clients, protocol, wrong, code, kind):
    actual = refusal(clients(protocol, **wrong).list_queues)
    assert (actual.code, actual.status) == (code, 403)
    assert actual.type == (kind if protocol == "json" else "")
