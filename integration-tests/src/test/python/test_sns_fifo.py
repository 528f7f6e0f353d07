"""FIFO topics: order, sequence numbers, duplicates, and what their subscribers get."""

import json

import pytest

from topics import subscribe


def publish(sns, topic, message, group="g", **more):
    return sns.publish(TopicArn=topic, Message=message, MessageGroupId=group, **more)


def bodies(messages):
    return [message["Body"] for message in messages]


def test_messages_of_a_group_arrive_in_their_order(sns, fifo_topic, queues):
    queue = queues.fifo()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true")
    sent = {group: [] for group in ("a", "b")}
    numbers = {group: [] for group in sent}
    for i in range(10):
        for group in sent:
            message = f"{group}{i}"
            answer = publish(sns, fifo_topic, message, group)
            sent[group].append(message)
            numbers[group].append(int(answer["SequenceNumber"]))
            assert len(answer["SequenceNumber"]) == 20
    taken = queue.take(20)
    for group, expected in sent.items():
        of_group = [message for message in taken if message["Attributes"]["MessageGroupId"] == group]
        assert bodies(of_group) == expected
        assert numbers[group] == sorted(set(numbers[group]))


def test_a_batch_arrives_in_its_order(sns, fifo_topic, queues):
    queue = queues.fifo()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true")
    answer = sns.publish_batch(
        TopicArn=fifo_topic,
        PublishBatchRequestEntries=[{"Id": str(i), "Message": str(i), "MessageGroupId": "g"} for i in range(10)],
    )
    assert answer["Failed"] == []
    assert [entry["Id"] for entry in answer["Successful"]] == [str(i) for i in range(10)]
    numbers = [int(entry["SequenceNumber"]) for entry in answer["Successful"]]
    assert numbers == sorted(set(numbers))
    assert bodies(queue.take(10)) == [str(i) for i in range(10)]


def test_the_envelope_of_a_fifo_topic(sns, fifo_topic, queues):
    fifo, standard = queues.fifo(), queues.make()
    subscribe(sns, fifo_topic, fifo)
    subscribe(sns, fifo_topic, standard)
    answer = publish(sns, fifo_topic, "x", Subject="s")
    for queue in (fifo, standard):
        actual = queue.notification()
        assert list(actual) == [
            "Type",
            "MessageId",
            "SequenceNumber",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "UnsubscribeURL",
        ]
        assert (actual["MessageId"], actual["SequenceNumber"]) == (answer["MessageId"], answer["SequenceNumber"])


def test_groups_and_deduplication_ids_go_with_the_message(sns, fifo_topic, queues):
    queue = queues.fifo()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true")
    publish(sns, fifo_topic, "x", "the-group", MessageDeduplicationId="the-id")
    attributes = queue.take_one()["Attributes"]
    assert (attributes["MessageGroupId"], attributes["MessageDeduplicationId"]) == ("the-group", "the-id")


@pytest.mark.parametrize("fifo_queue", [True, False])
@pytest.mark.parametrize("by_id", [True, False])
def test_a_duplicate_is_answered_and_not_delivered(sns, fifo_topic, queues, fifo_queue, by_id):
    queue = queues.fifo() if fifo_queue else queues.make()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true")
    if by_id:
        first = publish(sns, fifo_topic, "a", MessageDeduplicationId="1")
        again = publish(sns, fifo_topic, "b", MessageDeduplicationId="1")
    else:
        attribute = {"DataType": "String", "StringValue": "x"}
        first = publish(sns, fifo_topic, "a")
        again = publish(sns, fifo_topic, "a", MessageAttributes={"other": attribute})
    assert first["MessageId"] and again["MessageId"] and again["SequenceNumber"]
    publish(sns, fifo_topic, "last")
    assert sorted(bodies(queue.take(2))) == ["a", "last"]
    assert queue.rest() == []


@pytest.mark.parametrize("scope, expected", [("Topic", ["x"]), ("MessageGroup", ["x", "x"])])
def test_the_scope_in_which_duplicates_are_told(sns, fifo_topic, queues, scope, expected):
    queue = queues.make()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true")
    sns.set_topic_attributes(TopicArn=fifo_topic, AttributeName="FifoThroughputScope", AttributeValue=scope)
    for group in ("g", "h", "g"):
        publish(sns, fifo_topic, "x", group)
    for group in ("g", "h"):
        publish(sns, fifo_topic, "last " + group, group)
    taken = bodies(queue.take(len(expected) + 2))
    assert sorted(taken) == ["last g", "last h", *expected]
    assert queue.rest() == []


def test_a_group_on_a_standard_topic_goes_to_standard_queues(sns, topic, queues):
    queue = queues.make()
    subscribe(sns, topic, queue)
    answer = publish(sns, topic, "x", "tenant")
    assert "SequenceNumber" not in answer
    message = queue.take_one()
    assert message["Attributes"]["MessageGroupId"] == "tenant"
    assert json.loads(message["Body"])["Message"] == "x"


def test_a_filtered_fifo_topic(sns, fifo_topic, queues):
    queue = queues.fifo()
    subscribe(sns, fifo_topic, queue, RawMessageDelivery="true", FilterPolicy='{"a":["x"]}')
    for i, value in enumerate("xyxyx"):
        attribute = {"DataType": "String", "StringValue": value}
        publish(sns, fifo_topic, str(i), MessageAttributes={"a": attribute})
    assert bodies(queue.take(3)) == ["0", "2", "4"]
    assert queue.rest() == []


@pytest.mark.parametrize("raw", ["false", "true"])
def test_dead_letters_of_a_fifo_topic_keep_their_group(sns, fifo_topic, queues, raw):
    gone, dead = queues.fifo(), queues.fifo()
    policy = json.dumps({"deadLetterTargetArn": dead.arn})
    subscribe(sns, fifo_topic, gone, RawMessageDelivery=raw, RedrivePolicy=policy)
    gone.delete()
    publish(sns, fifo_topic, "lost", "the-group", MessageDeduplicationId="the-id")
    message = dead.take_one()
    body = message["Body"] if raw == "true" else json.loads(message["Body"])["Message"]
    assert (body, message["Attributes"]["MessageGroupId"]) == ("lost", "the-group")
    assert message["Attributes"]["MessageDeduplicationId"] == "the-id"


def test_a_replay_repeats_what_was_published(sns, unique, queues):
    archived = sns.create_topic(
        Name=unique("archived") + ".fifo",
        Attributes={
            "FifoTopic": "true",
            "ContentBasedDeduplication": "true",
            "ArchivePolicy": '{"MessageRetentionPeriod":"1"}',
        },
    )["TopicArn"]
    queue = queues.fifo()
    subscription = subscribe(sns, archived, queue)
    for i in range(3):
        publish(sns, archived, str(i))
    first = [json.loads(message["Body"]) for message in queue.take(3)]
    policy = {"PointType": "Timestamp", "StartingPoint": first[0]["Timestamp"]}
    sns.set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="ReplayPolicy", AttributeValue=json.dumps(policy)
    )
    again = [json.loads(message["Body"]) for message in queue.take(3)]
    assert [message["Message"] for message in again] == ["0", "1", "2"]
    for name in ("MessageId", "Timestamp", "SequenceNumber"):
        assert [message[name] for message in again] == [message[name] for message in first]
    assert all(message["MessageAttributes"]["Replayed"] for message in again)
