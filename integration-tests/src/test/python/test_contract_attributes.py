"""The attributes of queues: which there are, what they may be, and how they read back."""

import json
import time

import pytest

from contract import arn, attributes, redrive, refusal

FRESH = {
    "DelaySeconds": "0",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
}
FRESH_FIFO = {
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoQueue": "true",
    "FifoThroughputLimit": "perQueue",
}


@pytest.fixture
def make(sqs, unique):
    def create(suffix="", **given):
        return sqs.create_queue(QueueName=unique("attributes") + suffix, Attributes=given)["QueueUrl"]

    return create


def put(sqs, queue, **given):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=given)


def refused(sqs, queue, **given):
    actual = refusal(put, sqs, queue, **given)
    return actual.code, actual.text


def split(shown, queue, endpoint):
    """What is the same for every fresh queue, after a look at what is not."""
    now = int(time.time())
    for name in ("CreatedTimestamp", "LastModifiedTimestamp"):
        assert abs(int(shown.pop(name)) - now) < 120
    name = queue.rsplit("/", 1)[1]
    assert shown.pop("QueueArn") == f"arn:aws:sqs:{endpoint.region}:{endpoint.first.id}:{name}"
    return shown


def test_all_of_a_fresh_queue(sqs, queue, endpoint):
    assert split(attributes(sqs, queue), queue, endpoint) == FRESH


def test_all_of_a_fresh_fifo_queue(sqs, make, endpoint):
    queue = make(".fifo", FifoQueue="true")
    assert split(attributes(sqs, queue), queue, endpoint) == FRESH | FRESH_FIFO


def test_the_attributes_asked_for(sqs, queue):
    assert attributes(sqs, queue, "DelaySeconds", "VisibilityTimeout") == {
        "DelaySeconds": "0",
        "VisibilityTimeout": "30",
    }
    assert len(attributes(sqs, queue, "DelaySeconds", "All")) == 12
    assert attributes(sqs, queue, "Policy", "RedrivePolicy", "KmsMasterKeyId") == {}
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue)
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])


@pytest.mark.parametrize("value", ["True", "TRUE", "true"])
def test_booleans_in_any_case(sqs, make, value):
    queue = make(".fifo", FifoQueue=value, ContentBasedDeduplication=value)
    shown = attributes(sqs, queue, "FifoQueue", "ContentBasedDeduplication")
    assert shown == {"FifoQueue": "true", "ContentBasedDeduplication": "true"}


def test_a_change_is_seen_in_its_time(sqs, queue):
    before = attributes(sqs, queue, "CreatedTimestamp", "LastModifiedTimestamp")
    put(sqs, queue, DelaySeconds="1")
    after = attributes(sqs, queue, "CreatedTimestamp", "LastModifiedTimestamp")
    assert after["CreatedTimestamp"] == before["CreatedTimestamp"]
    assert int(after["LastModifiedTimestamp"]) >= int(before["LastModifiedTimestamp"])


def test_a_redrive_policy_reads_back_with_a_number(sqs, queue, make):
    target = arn(sqs, queue)
    source = make(RedrivePolicy=json.dumps({"maxReceiveCount": "7", "deadLetterTargetArn": target}))
    expected = '{"deadLetterTargetArn":"%s","maxReceiveCount":7}' % target
    assert attributes(sqs, source)["RedrivePolicy"] == expected


def test_an_empty_text_takes_policies_away(sqs, queue, make):
    source = make(RedrivePolicy=redrive(sqs, queue))
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn(sqs, source)}],
    }
    put(sqs, source, Policy=json.dumps(policy))
    assert json.loads(attributes(sqs, source, "Policy")["Policy"]) == policy
    put(sqs, source, Policy="", RedrivePolicy="")
    assert len(attributes(sqs, source)) == 12


def test_a_key_turns_the_own_encryption_off(sqs, queue):
    put(sqs, queue, KmsMasterKeyId="alias/aws/sqs")
    shown = attributes(sqs, queue)
    assert shown["KmsMasterKeyId"] == "alias/aws/sqs"
    assert shown["SqsManagedSseEnabled"] == "false"
    put(sqs, queue, KmsMasterKeyId="", KmsDataKeyReusePeriodSeconds="300")
    shown = attributes(sqs, queue)
    assert "KmsMasterKeyId" not in shown
    assert "KmsDataKeyReusePeriodSeconds" not in shown


def test_both_encryptions_in_one_call(sqs, queue):
    code, text = refused(sqs, queue, KmsMasterKeyId="alias/aws/sqs", SqsManagedSseEnabled="true")
    assert code == "InvalidAttributeName"
    assert text.startswith("You can use one type of server-side encryption (SSE) at one time")


def policy_of(target, count):
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})


def test_dead_letter_queues_that_cannot_be(sqs, queue, make, endpoint):
    here = f"arn:aws:sqs:{endpoint.region}:{endpoint.first.id}:"
    fifo = make(".fifo", FifoQueue="true")
    closed = make(RedriveAllowPolicy='{"redrivePermission":"denyAll"}')
    others = make(
        RedriveAllowPolicy=json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [here + "another"]})
    )
    for target in (
        here + "there-is-none",
        arn(sqs, fifo),
        arn(sqs, closed),
        arn(sqs, others),
        f"arn:aws:sqs:{endpoint.region}:{endpoint.second.id}:x",
        f"arn:aws:sqs:xx-other-1:{endpoint.first.id}:x",
        "garbage",
    ):
        assert refused(sqs, queue, RedrivePolicy=policy_of(target, 1))[0] == "InvalidParameterValue"
        assert refusal(make, RedrivePolicy=policy_of(target, 1)).code == "InvalidParameterValue"


def test_a_queue_may_be_its_own_dead_letter_queue(sqs, queue):
    put(sqs, queue, RedrivePolicy=redrive(sqs, queue))
    assert arn(sqs, queue) in attributes(sqs, queue)["RedrivePolicy"]


def test_a_source_that_is_named_is_allowed(sqs, queue, make):
    source = arn(sqs, queue)
    allow = json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [source]})
    dead = make(RedriveAllowPolicy=allow)
    put(sqs, queue, RedrivePolicy=redrive(sqs, dead))
    assert json.loads(attributes(sqs, dead)["RedriveAllowPolicy"]) == json.loads(allow)


def test_a_redrive_policy_that_is_no_json(sqs, queue):
    assert refused(sqs, queue, RedrivePolicy="garbage")[0] in ("InvalidAttributeValue", "InvalidParameterValue")
    assert refused(sqs, queue, RedrivePolicy='{"maxReceiveCount":1}')[0] == "InvalidParameterValue"


@pytest.mark.parametrize(
    "policy",
    [
        {"redrivePermission": "byQueue"},
        {"redrivePermission": "byQueue", "sourceQueueArns": []},
        {"redrivePermission": "allowAll", "sourceQueueArns": ["arn:aws:sqs:x:111111111111:a"]},
        {"redrivePermission": "denyAll", "sourceQueueArns": ["arn:aws:sqs:x:111111111111:a"]},
    ],
)
def test_allow_policies_that_contradict_themselves(sqs, queue, policy):
    assert refused(sqs, queue, RedriveAllowPolicy=json.dumps(policy))[0] == "InvalidParameterValue"


@pytest.mark.parametrize("name", ["FifoQueue", "ContentBasedDeduplication"])
@pytest.mark.parametrize("value", ["true", "false"])
def test_attributes_unknown_to_standard_queues(sqs, queue, make, name, value):
    expected = ("InvalidAttributeName", f"Unknown Attribute {name}.")
    assert refused(sqs, queue, **{name: value}) == expected
    if (name, value) != ("FifoQueue", "true"):
        created = refusal(make, **{name: value})
        assert (created.code, created.text) == expected


@pytest.mark.parametrize(
    "name, value", [("DeduplicationScope", "queue"), ("FifoThroughputLimit", "perQueue")]
)
def test_attributes_of_fifo_queues_only(sqs, queue, make, name, value):
    expected = ("InvalidAttributeName", f"You can specify the {name} only when FifoQueue is set to true.")
    created = refusal(make, **{name: value})
    assert (created.code, created.text) == expected
    assert refused(sqs, queue, **{name: value}) == expected


def test_the_type_of_a_queue_is_for_ever(sqs, make):
    queue = make(".fifo", FifoQueue="true")
    assert refused(sqs, queue, FifoQueue="false") == (
        "InvalidAttributeValue",
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    )


def test_the_name_and_the_type_of_a_queue_agree(make):
    assert refusal(make, ".fifo").code == "InvalidParameterValue"
    assert refusal(make, ".fifo", FifoQueue="false").code == "InvalidParameterValue"
    assert refusal(make, "", FifoQueue="true").code == "InvalidParameterValue"


def test_the_throughput_of_groups_needs_the_scope_of_groups(sqs, make):
    queue = make(".fifo", FifoQueue="true")
    assert refused(sqs, queue, FifoThroughputLimit="perMessageGroupId")[0] == "InvalidAttributeValue"
    put(sqs, queue, FifoThroughputLimit="perMessageGroupId", DeduplicationScope="messageGroup")
    shown = attributes(sqs, queue, "FifoThroughputLimit", "DeduplicationScope")
    assert shown == {"FifoThroughputLimit": "perMessageGroupId", "DeduplicationScope": "messageGroup"}


@pytest.mark.parametrize("name", ["DeduplicationScope", "FifoThroughputLimit", "ContentBasedDeduplication"])
def test_values_that_a_fifo_queue_does_not_know(sqs, make, name):
    queue = make(".fifo", FifoQueue="true")
    assert refused(sqs, queue, **{name: "garbage"}) == (
        "InvalidAttributeValue",
        f"Invalid value for the parameter {name}.",
    )


def test_permissions_become_a_policy(sqs, queue, endpoint):
    owner = arn(sqs, queue)
    first, second = endpoint.first.id, endpoint.second.id
    sqs.add_permission(QueueUrl=queue, Label="one", AWSAccountIds=[second], Actions=["ReceiveMessage"])
    one = {
        "Sid": "one",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{second}:root"},
        "Action": "SQS:ReceiveMessage",
        "Resource": owner,
    }
    shown = json.loads(attributes(sqs, queue)["Policy"])
    assert shown == {"Version": "2008-10-17", "Id": f"{owner}/SQSDefaultPolicy", "Statement": [one]}

    sqs.add_permission(
        QueueUrl=queue, Label="many", AWSAccountIds=[first, second], Actions=["SendMessage", "DeleteMessage"]
    )
    many = {
        "Sid": "many",
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{first}:root", f"arn:aws:iam::{second}:root"]},
        "Action": ["SQS:SendMessage", "SQS:DeleteMessage"],
        "Resource": owner,
    }
    assert json.loads(attributes(sqs, queue)["Policy"])["Statement"] == [one, many]

    sqs.remove_permission(QueueUrl=queue, Label="one")
    sqs.remove_permission(QueueUrl=queue, Label="many")
    assert "Policy" not in attributes(sqs, queue)


def test_a_permission_lets_the_other_account_in(sqs, clients, protocol, queue, endpoint):
    other = clients(protocol, endpoint.second)
    sqs.add_permission(QueueUrl=queue, Label="in", AWSAccountIds=[endpoint.second.id], Actions=["SendMessage"])
    assert other.send_message(QueueUrl=queue, MessageBody="x")["MessageId"]
    assert refusal(other.receive_message, QueueUrl=queue).code == "AccessDenied"
    sqs.remove_permission(QueueUrl=queue, Label="in")
    assert refusal(other.send_message, QueueUrl=queue, MessageBody="x").code == "AccessDenied"


def test_tags_of_the_creation_and_later(sqs, unique):
    queue = sqs.create_queue(QueueName=unique("tags"), tags={"a": "1", "b": "2"})["QueueUrl"]
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"a": "1", "b": "2"}
    sqs.tag_queue(QueueUrl=queue, Tags={"b": "3", "c": ""})
    sqs.untag_queue(QueueUrl=queue, TagKeys=["a", "never"])
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"b": "3", "c": ""}
    sqs.untag_queue(QueueUrl=queue, TagKeys=["b", "c"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=queue)


def test_the_sources_of_dead_letters_page_by_page(sqs, queue, make):
    assert "queueUrls" not in sqs.list_dead_letter_source_queues(QueueUrl=queue)
    urls = {make(RedrivePolicy=redrive(sqs, queue)) for _ in range(3)}
    assert set(sqs.list_dead_letter_source_queues(QueueUrl=queue)["queueUrls"]) == urls
    first = sqs.list_dead_letter_source_queues(QueueUrl=queue, MaxResults=2)
    rest = sqs.list_dead_letter_source_queues(QueueUrl=queue, MaxResults=2, NextToken=first["NextToken"])
    assert len(first["queueUrls"]) == 2
    assert {*first["queueUrls"], *rest["queueUrls"]} == urls
    assert "NextToken" not in rest


def test_a_token_comes_only_with_a_page_size(sqs, unique):
    prefix = unique("page")
    for i in range(2):
        sqs.create_queue(QueueName=f"{prefix}-{i}")
    assert "NextToken" not in sqs.list_queues(QueueNamePrefix=prefix)
    assert "NextToken" not in sqs.list_queues(QueueNamePrefix=prefix, MaxResults=2)
    assert "NextToken" in sqs.list_queues(QueueNamePrefix=prefix, MaxResults=1)


def test_a_deleted_queue_is_missing_when_it_is_deleted_again(sqs, queue):
    sqs.delete_queue(QueueUrl=queue)
    assert refusal(sqs.delete_queue, QueueUrl=queue).code == "AWS.SimpleQueueService.NonExistentQueue"


def test_a_queue_of_another_account_by_name(sqs, clients, protocol, queue, endpoint):
    sqs.add_permission(QueueUrl=queue, Label="url", AWSAccountIds=[endpoint.second.id], Actions=["GetQueueUrl"])
    name = queue.rsplit("/", 1)[1]
    other = clients(protocol, endpoint.second)
    assert other.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=endpoint.first.id)["QueueUrl"] == queue
    assert refusal(other.get_queue_url, QueueName=name).code == "AWS.SimpleQueueService.NonExistentQueue"
