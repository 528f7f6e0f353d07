"""The errors of the SNS API: code, status and text of what a caller can provoke."""

import json
import uuid

import pytest

from contract import FORM_TYPE, Refusal, refusal
from topics import invalid, subscribe

LARGE = "x" * (256 * 1024)
NULL = "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null"


def refused(actual, code, status, text):
    assert actual == Refusal(code, status, text, "")


def topic_calls(sns):
    """The operations that name a topic by TopicArn, and what they need besides."""
    entry = {"Id": "a", "Message": "x"}
    return {
        "get": lambda arn: sns.get_topic_attributes(TopicArn=arn),
        "set": lambda arn: sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="x"),
        "subscribe": lambda arn: sns.subscribe(TopicArn=arn, Protocol="http", Endpoint="http://example.com/"),
        "list": lambda arn: sns.list_subscriptions_by_topic(TopicArn=arn),
        "publish": lambda arn: sns.publish(TopicArn=arn, Message="x"),
        "batch": lambda arn: sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=[entry]),
        "add": lambda arn: sns.add_permission(
            TopicArn=arn, Label="L", AWSAccountId=["111111111111"], ActionName=["Publish"]
        ),
        "remove": lambda arn: sns.remove_permission(TopicArn=arn, Label="L"),
    }


CALLS = list(topic_calls(None))


@pytest.mark.parametrize("call", CALLS)
def test_a_topic_that_is_not_there(sns, topic, call):
    refused(refusal(topic_calls(sns)[call], topic + "x"), "NotFound", 404, "Topic does not exist")


@pytest.mark.parametrize("call", [*CALLS, "delete"])
def test_arns_that_name_no_topic(sns, topic, endpoint, call):
    calls = topic_calls(sns) | {"delete": lambda arn: sns.delete_topic(TopicArn=arn)}
    for arn in ("garbage", "a:b", "arn:aws:sns:x:y"):
        parts = len(arn.split(":"))
        invalid(
            refusal(calls[call], arn), f"TopicArn Reason: An ARN must have at least 6 elements, not {parts}"
        )
    for arn in (topic.replace(endpoint.region, "us-gov-west-1"), topic + ":x:y", topic.replace(":sns:", ":sqs:")):
        invalid(refusal(calls[call], arn), "TopicArn")


def test_resources_without_tags_or_data_protection_policy(sns, topic):
    missing = topic + "x"
    for call in (
        lambda: sns.list_tags_for_resource(ResourceArn=missing),
        lambda: sns.tag_resource(ResourceArn=missing, Tags=[{"Key": "k", "Value": "v"}]),
        lambda: sns.untag_resource(ResourceArn=missing, TagKeys=["k"]),
    ):
        refused(refusal(call), "ResourceNotFound", 404, "Resource does not exist")
    actual = refusal(sns.get_data_protection_policy, ResourceArn=missing)
    refused(actual, "NotFound", 404, "Topic does not exist")


def test_a_subscription_that_is_not_there(sns, topic):
    missing = f"{topic}:{uuid.uuid4()}"
    for call in (
        lambda: sns.get_subscription_attributes(SubscriptionArn=missing),
        lambda: sns.set_subscription_attributes(
            SubscriptionArn=missing, AttributeName="RawMessageDelivery", AttributeValue="true"
        ),
    ):
        refused(refusal(call), "NotFound", 404, "Subscription does not exist")


@pytest.mark.parametrize(
    "arn, text",
    [
        ("", "SubscriptionArn Reason: no value for required parameter"),
        ("garbage", "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"),
        ("arn:aws:sns:x:y", "SubscriptionArn Reason: An ARN must have at least 6 elements, not 5"),
        ("{topic}", "SubscriptionId"),
        ("{topic}:garbage", "SubscriptionId"),
        ("{topic}:" + str(uuid.uuid4()) + ":more", "SubscriptionId"),
    ],
)
def test_arns_that_name_no_subscription(sns, topic, arn, text):
    named = arn.format(topic=topic)
    invalid(refusal(sns.unsubscribe, SubscriptionArn=named), text)
    invalid(refusal(sns.get_subscription_attributes, SubscriptionArn=named), text)


@pytest.mark.parametrize("name", ["", " ", "a b", "a.b", "x" * 257, ".fifo", "é", "a:b"])
def test_names_that_no_topic_may_have(sns, name):
    invalid(refusal(sns.create_topic, Name=name), "Topic Name")


def test_a_fifo_topic_says_so_by_its_name_and_its_attribute(sns, unique):
    invalid(refusal(sns.create_topic, Name=unique("t") + ".fifo"), "Topic Name")
    invalid(refusal(sns.create_topic, Name=unique("t"), Attributes={"FifoTopic": "true"}), "Topic Name")


def test_tags_that_no_topic_may_have(sns, topic, unique):
    twice = [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]
    invalid(refusal(sns.create_topic, Name=unique("t"), Tags=twice), "Duplicated keys are not allowed.")
    invalid(refusal(sns.tag_resource, ResourceArn=topic, Tags=twice), "Duplicated keys are not allowed.")
    many = [{"Key": f"k{i}", "Value": ""} for i in range(51)]
    for actual in (
        refusal(sns.tag_resource, ResourceArn=topic, Tags=many),
        refusal(sns.create_topic, Name=unique("t"), Tags=many),
    ):
        assert (actual.code, actual.status) == ("TagLimitExceeded", 400)


@pytest.mark.parametrize("name", ["Foobar", "TopicArn", "Owner", "SubscriptionsConfirmed", "EffectiveDeliveryPolicy"])
def test_attributes_that_a_topic_cannot_be_given(sns, topic, unique, name):
    invalid(
        refusal(sns.set_topic_attributes, TopicArn=topic, AttributeName=name, AttributeValue="1"), "AttributeName"
    )
    assert refusal(sns.create_topic, Name=unique("t"), Attributes={name: "1"}).code == "InvalidParameter"


@pytest.mark.parametrize("name", ["Foobar", "Owner", "PendingConfirmation", "EffectiveDeliveryPolicy"])
def test_attributes_that_a_subscription_cannot_be_given(sns, topic, queues, name):
    subscription = subscribe(sns, topic, queues.make())
    invalid(
        refusal(
            sns.set_subscription_attributes, SubscriptionArn=subscription, AttributeName=name, AttributeValue="1"
        ),
        "AttributeName",
    )
    actual = refusal(
        sns.subscribe,
        TopicArn=topic,
        Protocol="http",
        Endpoint="http://example.com/",
        Attributes={name: "1"},
    )
    assert actual.code == "InvalidParameter"


@pytest.mark.parametrize(
    "message, text",
    [
        ({"Message": ""}, "Empty message"),
        ({"Message": LARGE + "x"}, "Message too long"),
        ({"Message": "é" * (128 * 1024) + "x"}, "Message too long"),
        (
            {"Message": LARGE[1:], "MessageAttributes": {"a": {"DataType": "String", "StringValue": "x"}}},
            "Message too long",
        ),
        ({"Message": "x", "Subject": ""}, "Subject"),
        ({"Message": "x", "Subject": "x" * 100}, "Subject"),
        ({"Message": "x", "Subject": "two\nlines"}, "Subject"),
        ({"Message": "x", "Subject": "bell\u0007"}, "Subject"),
        (
            {"Message": '{"sqs": "x"}', "MessageStructure": "json"},
            "Message Structure - No default entry in JSON message body",
        ),
        (
            {"Message": '{"default": 1}', "MessageStructure": "json"},
            "Message Structure - No default entry in JSON message body",
        ),
        ({"Message": "garbage", "MessageStructure": "json"}, "Message Structure - JSON message body failed to parse"),
        (
            {"Message": '{"default": "a", "default": "b"}', "MessageStructure": "json"},
            "Message Structure - JSON message body failed to parse",
        ),
        (
            {"Message": "x", "MessageDeduplicationId": "d"},
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid"
            " for this topic type",
        ),
    ],
)
def test_messages_that_a_topic_does_not_take(sns, topic, message, text):
    invalid(refusal(sns.publish, TopicArn=topic, **message), text)


def test_a_message_to_nobody(sns, topic, endpoint):
    nobody = f"arn:aws:sns:{endpoint.region}:{endpoint.first.id}:endpoint/GCM/app/{uuid.uuid4()}"
    invalid(
        refusal(sns.publish, TargetArn=nobody, Message="x"),
        "TargetArn Reason: No endpoint found for the target arn specified",
    )
    invalid(
        refusal(sns.publish, TargetArn="garbage", Message="x"),
        "TargetArn Reason: An ARN must have at least 6 elements, not 1",
    )
    refused(refusal(sns.publish, TargetArn=topic + "x", Message="x"), "NotFound", 404, "Topic does not exist")
    for target in ({}, {"PhoneNumber": "+15550100"}, {"TopicArn": topic, "TargetArn": topic}):
        assert refusal(sns.publish, Message="x", **target).code == "InvalidParameter"


@pytest.mark.parametrize(
    "name, value, text",
    [
        (
            "a",
            {"DataType": "String", "StringValue": ""},
            "The message attribute 'a' must contain non-empty message attribute value for message attribute type"
            " 'String'.",
        ),
        (
            "a",
            {"DataType": "Binary", "BinaryValue": b""},
            "The message attribute 'a' must contain non-empty message attribute value for message attribute type"
            " 'Binary'.",
        ),
        (
            "a",
            {"DataType": "String", "BinaryValue": b"x"},
            "The message attribute 'a' with type 'String' must use field 'String'.",
        ),
        (
            "a",
            {"DataType": "Binary", "StringValue": "x"},
            "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
        ),
        (
            "a",
            {"DataType": "Text", "StringValue": "x"},
            "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is"
            " Binary, Number, and String.",
        ),
        (
            "a",
            {"DataType": "Number", "StringValue": "one"},
            "Could not cast message attribute 'a' value to number.",
        ),
        ("x" * 257, {}, "Length of message attribute name must be less than 256 bytes."),
        (
            "a^b",
            {},
            "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include"
            " alphanumeric characters, hyphens, underscores, or dots.",
        ),
        (".a", {}, "Invalid message attribute name starting with character '.' was found."),
        ("a.", {}, "Invalid message attribute name ending with character '.' was found."),
        ("a..b", {}, "Message attribute name can not have successive '.' character."),
    ],
)
def test_message_attributes_that_none_may_be(sns, topic, name, value, text):
    attributes = {name: value or {"DataType": "String", "StringValue": "x"}}
    actual = refusal(sns.publish, TopicArn=topic, Message="x", MessageAttributes=attributes)
    refused(actual, "ParameterValueInvalid", 400, text)


@pytest.mark.parametrize("name", ["AWS.a", "aws.a", "Amazon.a", "aMaZoN.a"])
def test_names_of_message_attributes_that_are_kept_for_the_service(sns, topic, name):
    attributes = {name: {"DataType": "String", "StringValue": "x"}}
    actual = refusal(sns.publish, TopicArn=topic, Message="x", MessageAttributes=attributes)
    assert (actual.code, actual.status) == ("ParameterValueInvalid", 400)


@pytest.mark.parametrize(
    "entries, code, text",
    [
        ([], "EmptyBatchRequest", "The batch request doesn't contain any entries."),
        (
            [{"Id": str(i), "Message": "x"} for i in range(11)],
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.",
        ),
        (
            [{"Id": "a", "Message": "x"}, {"Id": "a", "Message": "y"}],
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
        ),
        (
            [{"Id": "a b", "Message": "x"}],
            "InvalidBatchEntryId",
            "The Id of a batch entry in the batch request contains an impermissible character: a b",
        ),
        (
            [{"Id": "x" * 81, "Message": "x"}],
            "InvalidBatchEntryId",
            "The Id of a batch entry in the batch request is too long: " + "x" * 81,
        ),
        (
            [{"Id": "a", "Message": LARGE}, {"Id": "b", "Message": "x"}],
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
        ),
        (
            [{"Id": "a", "Message": "x"}, {"Id": "b", "Message": "{}", "MessageStructure": "json"}],
            "InvalidParameter",
            "Invalid parameter: Message Structure - No default entry in JSON message body",
        ),
        (
            [{"Id": "a", "Message": "x", "MessageDeduplicationId": "d"}],
            "InvalidParameter",
            "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
            " that is not valid for this topic type",
        ),
    ],
)
def test_batches_that_are_refused_whole(sns, topic, entries, code, text):
    refused(refusal(sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries), code, 400, text)


def test_messages_that_a_fifo_topic_does_not_take(sns, unique):
    fifo = sns.create_topic(Name=unique("t") + ".fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    group = "The MessageGroupId parameter is required for FIFO topics"
    duplicates = (
        "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
    )
    for ids, text in (({"MessageDeduplicationId": "d"}, group), ({"MessageGroupId": "g"}, duplicates)):
        invalid(refusal(sns.publish, TopicArn=fifo, Message="x", **ids), text)
        entries = [
            {"Id": "a", "Message": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"},
            {"Id": "b", "Message": "x", **ids},
        ]
        invalid(refusal(sns.publish_batch, TopicArn=fifo, PublishBatchRequestEntries=entries), text)
    for wrong in ({"MessageGroupId": "a b"}, {"MessageGroupId": "x" * 129}, {"MessageDeduplicationId": "x" * 129}):
        ids = {"MessageGroupId": "g", "MessageDeduplicationId": "d", **wrong}
        actual = refusal(sns.publish, TopicArn=fifo, Message="x", **ids)
        assert (actual.code, actual.text.split()[2]) == ("InvalidParameter", next(iter(wrong)))


@pytest.mark.parametrize(
    "protocol, address, text",
    [
        ("telegraph", "x", "Amazon SNS does not support this protocol string: telegraph"),
        ("sqs", "garbage", "SQS endpoint ARN"),
        ("sqs", "http://example.com/", "SQS endpoint ARN"),
        ("http", "https://example.com/", "Endpoint must match the specified protocol"),
        ("https", "http://example.com/", "Endpoint must match the specified protocol"),
        ("https", "garbage", "Endpoint must match the specified protocol"),
        (
            "sqs",
            "arn:aws:sqs:eu-west-1:111111111111:q.fifo",
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        ),
    ],
)
def test_endpoints_that_cannot_subscribe(sns, topic, protocol, address, text):
    invalid(refusal(sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=address), text)


@pytest.mark.parametrize("protocol", ["http", "https", "email", "email-json", "sms", "lambda", "application"])
def test_only_queues_subscribe_to_a_fifo_topic(sns, fifo_topic, protocol):
    actual = refusal(sns.subscribe, TopicArn=fifo_topic, Protocol=protocol, Endpoint=f"{protocol}://example.com/")
    assert (actual.code, actual.status) == ("InvalidParameter", 400)


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("RawMessageDelivery", "x", "RawMessageDelivery: Invalid value [x]. Must be true or false."),
        (
            "FilterPolicyScope",
            "X",
            "FilterPolicyScope: Invalid value [X]. Please use either MessageBody or MessageAttributes",
        ),
        ("RedrivePolicy", '{"deadLetterTargetArn":"garbage"}', "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
        (
            "FilterPolicy",
            '{"a":{"b":["c"]}}',
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        (
            "FilterPolicy",
            json.dumps({f"k{i}": ["v"] for i in range(6)}),
            "FilterPolicy: Filter policy can not have more than 5 keys",
        ),
        (
            "FilterPolicy",
            json.dumps({f"k{i}": list("abcdef") for i in range(3)}),
            "FilterPolicy: Filter policy is too complex",
        ),
    ],
)
def test_attributes_of_subscriptions_that_none_may_be(sns, topic, queues, name, value, text):
    queue = queues.make()
    actual = refusal(
        sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint=queue.arn, Attributes={name: value}
    )
    invalid(actual, "Attributes Reason: " + text)
    subscription = subscribe(sns, topic, queue)
    actual = refusal(
        sns.set_subscription_attributes, SubscriptionArn=subscription, AttributeName=name, AttributeValue=value
    )
    invalid(actual, text)


@pytest.mark.parametrize(
    "policy, text",
    [
        (
            '{"a": "b"}',
            'FilterPolicy: "a" must be an object or an array\n at [Source: (String)"{"a": "b"}"; line: 1, column: 8]',
        ),
        (
            '{"a": [{"foo": "bar"}]}',
            "FilterPolicy: Unrecognized match type foo\n"
            ' at [Source: (String)"{"a": [{"foo": "bar"}]}"; line: 1, column: 17]',
        ),
    ],
)
def test_a_filter_policy_is_refused_in_the_words_of_the_rule_compiler(sns, topic, queues, policy, text):
    subscription = subscribe(sns, topic, queues.make())
    invalid(
        refusal(
            sns.set_subscription_attributes,
            SubscriptionArn=subscription,
            AttributeName="FilterPolicy",
            AttributeValue=policy,
        ),
        text,
    )


def test_permissions_that_no_topic_may_give(sns, topic, endpoint):
    permission = {"TopicArn": topic, "Label": "L", "AWSAccountId": [endpoint.second.id], "ActionName": ["Publish"]}
    sns.add_permission(**permission)
    invalid(refusal(sns.add_permission, **permission), "Statement already exists")
    for action in ("Foobar", "CreateTopic", "ConfirmSubscription"):
        invalid(
            refusal(sns.add_permission, **permission | {"Label": "M", "ActionName": [action]}),
            "Policy statement action out of service scope!",
        )
    for nobody in ("", "an account", "x" * 33):
        invalid(refusal(sns.add_permission, **permission | {"Label": "M", "AWSAccountId": [nobody]}), "AWSAccountId")


def test_tokens_that_confirm_nothing(sns, topic, endpoint):
    invalid(refusal(sns.confirm_subscription, TopicArn=topic, Token="garbage"), "Token")
    unknown = refusal(sns.confirm_subscription, TopicArn=topic, Token="51b2ff3edb" + "0" * 278)
    refused(unknown, "InvalidParameter", 400, "Invalid token")
    elsewhere = topic.replace(endpoint.region, "us-gov-west-1")
    invalid(refusal(sns.confirm_subscription, TopicArn=elsewhere, Token="0" * 288), "Topic")


@pytest.mark.parametrize(
    "action, parameters, member",
    [
        ("CreateTopic", {}, "name"),
        ("Publish", {"TopicArn": "{topic}"}, "message"),
        ("Subscribe", {"TopicArn": "{topic}"}, "protocol"),
        ("AddPermission", {"TopicArn": "{topic}"}, "label"),
        ("RemovePermission", {"TopicArn": "{topic}"}, "label"),
        ("SetTopicAttributes", {"TopicArn": "{topic}"}, "attributeName"),
    ],
)
def test_members_that_must_not_be_null(sns_wire, topic, action, parameters, member):
    answer = sns_wire.query(action, **{name: value.format(topic=topic) for name, value in parameters.items()})
    assert answer.error() == ("ValidationError", 400, NULL.format(member))


def test_actions_that_there_are_none(sns_wire):
    assert sns_wire.query("Foobar").error()[:2] == ("InvalidAction", 400)
    assert sns_wire.form({"Version": "2010-03-31"}).error()[:2] == ("MissingAction", 400)


def test_callers_that_are_not_known(clients, sns_wire, endpoint):
    for wrong, code in (
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
        ({"key": "AKIDNOBODY"}, "InvalidClientTokenId"),
    ):
        actual = refusal(clients("query", service="sns", **wrong).list_topics)
        assert (actual.code, actual.status) == (code, 403)
    body = b"Action=ListTopics&Version=2010-03-31"
    answer = sns_wire.send("POST", "/", {"Content-Type": FORM_TYPE}, body, signed=False)
    assert answer.error()[1] == 403


def test_errors_and_answers_are_documents_of_the_service(sns_wire, topic):
    error = sns_wire.query("GetTopicAttributes", TopicArn=topic + "x")
    assert error.headers["Content-Type"].startswith("text/xml")
    assert b'<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' in error.body
    assert error.xml().findtext("Error/Type") == "Sender"
    assert error.xml().findtext("RequestId") == error.headers["x-amzn-RequestId"]
    for answer in (
        sns_wire.query("ListTopics"),
        sns_wire.get("/", {"Action": "ListTopics", "Version": "2010-03-31"}),
    ):
        assert answer.status == 200
        assert answer.body.startswith(b'<ListTopicsResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">')
        assert answer.xml().findtext("ResponseMetadata/RequestId") == answer.headers["x-amzn-RequestId"]
        assert answer.xml().find("ListTopicsResult/Topics/member/TopicArn") is not None
    void = sns_wire.query("DeleteTopic", TopicArn=topic + "x")
    assert [element.tag for element in void.xml()] == ["ResponseMetadata"]
