"""Behaviours 18 to 26 of the reference: handles, visibility, deletion, dead letters and moving back.

What needs minutes is tested in ``StandardBehavioursTest`` of queue-service; a test's docstring says so.
"""

import time

import pytest

from contract import arn, attributes, bodies, counts, eventually, receive, receive_one, redrive, refusal


@pytest.fixture
def json_sqs(clients):
    """For what waits: the protocol makes no difference to a queue's state."""
    return clients("json")


@pytest.fixture
def make(clients, unique):
    def create(suffix="", **given):
        return clients("json").create_queue(QueueName=unique("behaviour") + suffix, Attributes=given)["QueueUrl"]

    return create


@pytest.fixture
def dead(make):
    return make()


@pytest.fixture
def live(clients, make, dead):
    """A queue whose messages are dead letters at their second receive."""
    return make(RedrivePolicy=redrive(clients("json"), dead))


def send(sqs, queue, *names):
    entries = [{"Id": str(i), "MessageBody": name} for i, name in enumerate(names)]
    return sqs.send_message_batch(QueueUrl=queue, Entries=entries)["Successful"]


def change(sqs, queue, message, seconds):
    sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
    )


def delete(sqs, queue, message):
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def test_behaviour_18_only_the_latest_handle_acts(sqs, queue):
    send(sqs, queue, "x")
    old = receive_one(sqs, queue, VisibilityTimeout=0)
    new = receive_one(sqs, queue)
    assert old["ReceiptHandle"] != new["ReceiptHandle"]
    delete(sqs, queue, old)
    assert counts(sqs, queue) == (0, 1, 0)
    delete(sqs, queue, new)
    assert counts(sqs, queue) == (0, 0, 0)
    delete(sqs, queue, new)


def test_behaviour_18_garbage_and_handles_of_other_queues_are_none(sqs, queue, dead):
    send(sqs, dead, "x")
    message = receive_one(sqs, dead)
    for handle in (message["ReceiptHandle"], "garbage"):
        actual = refusal(delete, sqs, queue, {"ReceiptHandle": handle})
        assert (actual.code, actual.status) == ("ReceiptHandleIsInvalid", 404)
    assert counts(sqs, dead) == (0, 1, 0)


def test_behaviour_19_a_message_that_is_visible_again_is_hidden(json_sqs, make):
    queue = make()
    send(json_sqs, queue, "x")
    message = receive_one(json_sqs, queue, VisibilityTimeout=1)
    eventually(lambda: counts(json_sqs, queue) == (1, 0, 0))
    change(json_sqs, queue, message, 60)
    assert counts(json_sqs, queue) == (0, 1, 0)
    assert receive(json_sqs, queue) == []


def test_behaviour_19_a_deleted_message_cannot_be_changed(sqs, queue):
    send(sqs, queue, "x")
    message = receive_one(sqs, queue)
    delete(sqs, queue, message)
    actual = refusal(change, sqs, queue, message, 60)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert "Message does not exist or is not available for visibility timeout change." in actual.text


def test_behaviour_20_twelve_hours_count_from_the_receive(json_sqs, make):
    """That extensions do not reset them, over hours: behaviour20_* of StandardBehavioursTest."""
    queue = make()
    send(json_sqs, queue, "x")
    message = receive_one(json_sqs, queue)
    change(json_sqs, queue, message, 43_100)
    assert receive(json_sqs, queue, wait=1) == []
    actual = refusal(change, json_sqs, queue, message, 43_200)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)
    assert actual.text == (
        "Value 43200 for parameter VisibilityTimeout is invalid."
        " Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]"
    )
    assert counts(json_sqs, queue) == (0, 1, 0)
    delete(json_sqs, queue, message)
    assert counts(json_sqs, queue) == (0, 0, 0)


def test_behaviour_21_a_change_holds_once(json_sqs, make):
    queue = make(VisibilityTimeout="1")
    send(json_sqs, queue, "x")
    message = receive_one(json_sqs, queue)
    change(json_sqs, queue, message, 600)
    change(json_sqs, queue, message, 0)
    receive_one(json_sqs, queue)
    eventually(lambda: counts(json_sqs, queue) == (1, 0, 0))


def test_behaviour_22_retention_may_be_lowered_and_younger_messages_stay(sqs, queue):
    """Retention is at least a minute. That it ends messages in flight and existing ones, and counts from the first
    send through a dead-letter queue: behaviour22_* of StandardBehavioursTest."""
    send(sqs, queue, "x")
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "60"})
    assert attributes(sqs, queue, "MessageRetentionPeriod") == {"MessageRetentionPeriod": "60"}
    assert receive_one(sqs, queue)["Body"] == "x"


def test_behaviour_23_a_dead_letter_keeps_its_time_id_and_count(sqs, live, dead):
    [sent] = send(sqs, live, "x")
    before = receive_one(sqs, live, VisibilityTimeout=0, AttributeNames=["All"])
    assert receive(sqs, live) == []
    after = receive_one(sqs, dead, AttributeNames=["All"])
    assert after["MessageId"] == before["MessageId"] == sent["MessageId"]
    shown = after["Attributes"]
    assert shown["SentTimestamp"] == before["Attributes"]["SentTimestamp"]
    assert shown["ApproximateReceiveCount"] == "2"
    assert shown["DeadLetterQueueSourceArn"] == arn(sqs, live)


def test_behaviour_24_the_move_is_at_the_receive_that_is_one_too_many(json_sqs, live, dead):
    send(json_sqs, live, "x")
    receive_one(json_sqs, live, VisibilityTimeout=1)
    eventually(lambda: counts(json_sqs, live) == (1, 0, 0))
    assert counts(json_sqs, dead) == (0, 0, 0)
    assert receive(json_sqs, live) == []
    eventually(lambda: counts(json_sqs, dead) == (1, 0, 0))
    assert counts(json_sqs, live) == (0, 0, 0)


def test_behaviour_24_what_is_moved_takes_no_place_in_the_batch(sqs, live, dead):
    send(sqs, live, "1", "2", "3")
    assert len(receive(sqs, live, VisibilityTimeout=0)) == 3
    send(sqs, live, "4", "5")
    assert sorted(bodies(receive(sqs, live, 2, 5))) == ["4", "5"]
    eventually(lambda: counts(sqs, dead) == (3, 0, 0))


def test_behaviour_24_what_is_moved_does_not_end_a_long_poll(json_sqs, live, dead):
    send(json_sqs, live, "old")
    receive_one(json_sqs, live, VisibilityTimeout=0)
    json_sqs.send_message(QueueUrl=live, MessageBody="new", DelaySeconds=1)
    assert bodies(receive(json_sqs, live, wait=10)) == ["new"]
    eventually(lambda: counts(json_sqs, dead) == (1, 0, 0))


def test_behaviour_25_without_its_dead_letter_queue_a_message_is_kept(sqs, live, dead):
    send(sqs, live, "x")
    receive_one(sqs, live, VisibilityTimeout=0)
    sqs.delete_queue(QueueUrl=dead)
    got = receive_one(sqs, live, AttributeNames=["ApproximateReceiveCount"])
    assert (got["Body"], got["Attributes"]["ApproximateReceiveCount"]) == ("x", "2")


def newest(sqs, source):
    return sqs.list_message_move_tasks(SourceArn=source).get("Results", [{}])[0]


def test_behaviour_26_messages_move_back_to_their_sources(sqs, make, live, dead):
    other = make(RedrivePolicy=redrive(sqs, dead))
    ids = {}
    for queue, body in ((live, "one"), (other, "two")):
        [sent] = send(sqs, queue, body)
        ids[body] = sent["MessageId"]
        receive_one(sqs, queue, VisibilityTimeout=0)
        assert receive(sqs, queue) == []
    eventually(lambda: counts(sqs, dead) == (2, 0, 0))
    began = int(time.time() * 1000)
    source = arn(sqs, dead)
    handle = sqs.start_message_move_task(SourceArn=source)["TaskHandle"]

    for queue, body in ((live, "one"), (other, "two")):
        got = receive_one(sqs, queue, AttributeNames=["All"])
        assert got["Body"] == body
        assert got["MessageId"] != ids[body]
        assert int(got["Attributes"]["SentTimestamp"]) >= began - 1000
        assert got["Attributes"]["ApproximateReceiveCount"] == "1"
    eventually(lambda: newest(sqs, source)["Status"] == "COMPLETED")
    task = newest(sqs, source)
    assert handle
    assert task["SourceArn"] == source
    assert (task["ApproximateNumberOfMessagesMoved"], task["ApproximateNumberOfMessagesToMove"]) == (2, 2)
    assert not {"TaskHandle", "DestinationArn", "MaxNumberOfMessagesPerSecond", "FailureReason"} & set(task)
    assert abs(task["StartedTimestamp"] - began) < 60_000
    assert counts(sqs, dead) == (0, 0, 0)


def test_behaviour_26_messages_move_to_one_queue(sqs, make, live, dead):
    assert live
    target = make()
    send(sqs, dead, "1", "2", "3")
    sqs.start_message_move_task(SourceArn=arn(sqs, dead), DestinationArn=arn(sqs, target))
    got = []
    while len(got) < 3:
        got += bodies(receive(sqs, target, wait=10))
    assert sorted(got) == ["1", "2", "3"]
    eventually(lambda: newest(sqs, arn(sqs, dead))["Status"] == "COMPLETED")
    assert newest(sqs, arn(sqs, dead))["DestinationArn"] == arn(sqs, target)


def test_behaviour_26_what_cannot_be_moved(sqs, make, queue, live, dead):
    assert live
    text = "Source queue must be configured as a Dead Letter Queue."
    assert refusal(sqs.start_message_move_task, SourceArn=arn(sqs, queue)).text == text
    fifo = arn(sqs, make(".fifo", FifoQueue="true"))
    actual = refusal(sqs.start_message_move_task, SourceArn=arn(sqs, dead), DestinationArn=fifo)
    assert (actual.code, actual.status) == ("InvalidParameterValue", 400)


def test_behaviour_26_a_cancelled_task_keeps_what_it_moved(json_sqs, make, live, dead):
    assert live
    target = make()
    source = arn(json_sqs, dead)
    send(json_sqs, dead, "1", "2", "3", "4", "5", "6", "7", "8")
    handle = json_sqs.start_message_move_task(
        SourceArn=source, DestinationArn=arn(json_sqs, target), MaxNumberOfMessagesPerSecond=1
    )["TaskHandle"]
    first = receive_one(json_sqs, target)
    assert newest(json_sqs, source)["TaskHandle"] == handle
    assert newest(json_sqs, source)["MaxNumberOfMessagesPerSecond"] == 1
    moved = json_sqs.cancel_message_move_task(TaskHandle=handle)["ApproximateNumberOfMessagesMoved"]
    eventually(lambda: newest(json_sqs, source)["Status"] == "CANCELLED")
    kept = newest(json_sqs, source)["ApproximateNumberOfMessagesMoved"]
    assert first["Body"] in "12345678"
    assert 1 <= moved <= kept < 8
    assert counts(json_sqs, dead) == (8 - kept, 0, 0)
    assert sum(counts(json_sqs, target)) == kept
    assert refusal(json_sqs.cancel_message_move_task, TaskHandle=handle).status == 400
