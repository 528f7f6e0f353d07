"""Topics: making them again and again, their attributes, policies, permissions, tags and lists."""

import json

import pytest

from contract import refusal
from topics import invalid, subscribe, topic_attributes

RETRIES = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numMaxDelayRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "backoffFunction": "linear",
}
EFFECTIVE = {
    "http": {
        "defaultHealthyRetryPolicy": RETRIES,
        "disableSubscriptionOverrides": False,
        "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
    }
}
ACTIONS = [
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
]
ROLE = "arn:aws:iam::111111111111:role/feedback"


def default_statement(topic, account):
    return {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ACTIONS,
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }


def set_topic(sns, topic, name, value):
    sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)


def tags(sns, topic):
    return {tag["Key"]: tag["Value"] for tag in sns.list_tags_for_resource(ResourceArn=topic)["Tags"]}


def test_a_fresh_topic(sns, topic, endpoint):
    actual = topic_attributes(sns, topic)
    assert json.loads(actual.pop("EffectiveDeliveryPolicy")) == EFFECTIVE
    assert json.loads(actual.pop("Policy")) == {
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [default_statement(topic, endpoint.first.id)],
    }
    assert actual == {
        "DisplayName": "",
        "Owner": endpoint.first.id,
        "SubscriptionsConfirmed": "0",
        "SubscriptionsDeleted": "0",
        "SubscriptionsPending": "0",
        "TopicArn": topic,
    }
    assert topic.startswith(f"arn:aws:sns:{endpoint.region}:{endpoint.first.id}:topic-")


def test_a_fresh_fifo_topic(sns, unique):
    fifo = sns.create_topic(Name=unique("t") + ".fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    actual = topic_attributes(sns, fifo)
    assert (actual["FifoTopic"], actual["ContentBasedDeduplication"]) == ("true", "false")
    assert actual["FifoThroughputScope"] == "Topic"
    assert "SignatureVersion" not in actual


def test_the_longest_names(sns, unique):
    name = unique("n")
    longest = name + "x" * (256 - len(name))
    fifo = name + "x" * (251 - len(name)) + ".fifo"
    assert sns.create_topic(Name=longest)["TopicArn"].endswith(":" + longest)
    assert sns.create_topic(Name=fifo, Attributes={"FifoTopic": "true"})["TopicArn"].endswith(":" + fifo)


def test_creating_a_topic_again(sns, unique):
    name = unique("again")
    asked = {"Attributes": {"DisplayName": "d"}, "Tags": [{"Key": "k", "Value": "v"}]}
    topic = sns.create_topic(Name=name, **asked)["TopicArn"]
    assert sns.create_topic(Name=name, **asked)["TopicArn"] == topic
    assert sns.create_topic(Name=name)["TopicArn"] == topic
    for other, text in (
        ({"Attributes": {"DisplayName": "other"}}, "Attributes Reason: Topic already exists with different attributes"),
        ({"Tags": [{"Key": "k", "Value": "other"}]}, "Tags Reason: Topic already exists with different tags"),
        ({"Tags": [{"Key": "l", "Value": "v"}]}, "Tags Reason: Topic already exists with different tags"),
    ):
        invalid(refusal(sns.create_topic, Name=name, **other), text)
    assert (topic_attributes(sns, topic)["DisplayName"], tags(sns, topic)) == ("d", {"k": "v"})


def test_deleting_a_topic_that_is_gone(sns, topic, queues):
    subscription = subscribe(sns, topic, queues.make())
    for _ in range(2):
        sns.delete_topic(TopicArn=topic)
    assert refusal(sns.get_topic_attributes, TopicArn=topic).code == "NotFound"
    assert refusal(sns.get_subscription_attributes, SubscriptionArn=subscription).code == "NotFound"
    again = sns.create_topic(Name=topic.rsplit(":")[-1])["TopicArn"]
    assert (again, sns.list_subscriptions_by_topic(TopicArn=again)["Subscriptions"]) == (topic, [])


@pytest.mark.parametrize(
    "name, value",
    [
        ("DisplayName", "x" * 100),
        ("DisplayName", "Grüße <&>"),
        ("KmsMasterKeyId", "alias/aws/sns"),
        ("SignatureVersion", "1"),
        ("SignatureVersion", "2"),
        ("TracingConfig", "Active"),
        ("TracingConfig", "PassThrough"),
        ("MaximumMessageSize", "1024"),
        ("MaximumMessageSize", "1048576"),
        *[(f"{kind}SuccessFeedbackRoleArn", ROLE) for kind in ("HTTP", "Firehose", "Lambda", "Application", "SQS")],
        *[(f"{kind}FailureFeedbackRoleArn", ROLE) for kind in ("HTTP", "Firehose", "Lambda", "Application", "SQS")],
        *[(f"{kind}SuccessFeedbackSampleRate", "100") for kind in ("HTTP", "Firehose", "Lambda", "Application", "SQS")],
    ],
)
def test_an_attribute_of_a_standard_topic(sns, topic, unique, name, value):
    set_topic(sns, topic, name, value)
    assert topic_attributes(sns, topic)[name] == value
    made = sns.create_topic(Name=unique("made"), Attributes={name: value})["TopicArn"]
    assert topic_attributes(sns, made)[name] == value


@pytest.mark.parametrize(
    "name, value", [("ContentBasedDeduplication", "false"), ("FifoThroughputScope", "MessageGroup")]
)
def test_an_attribute_of_a_fifo_topic(sns, fifo_topic, name, value):
    set_topic(sns, fifo_topic, name, value)
    assert topic_attributes(sns, fifo_topic)[name] == value


@pytest.mark.parametrize(
    "name, value",
    [
        ("DisplayName", "x" * 101),
        ("SignatureVersion", "3"),
        ("TracingConfig", "Loud"),
        ("MaximumMessageSize", "1023"),
        ("MaximumMessageSize", "1048577"),
        ("HTTPSuccessFeedbackSampleRate", "101"),
        ("SQSSuccessFeedbackRoleArn", "garbage"),
        ("Policy", "garbage"),
        ("Policy", "{}"),
        ("DeliveryPolicy", "garbage"),
        ("FifoTopic", "true"),
        ("FifoThroughputScope", "Topic"),
        ("ContentBasedDeduplication", "true"),
        ("ArchivePolicy", '{"MessageRetentionPeriod":"30"}'),
    ],
)
def test_values_that_a_standard_topic_does_not_take(sns, topic, name, value):
    before = topic_attributes(sns, topic)
    actual = refusal(sns.set_topic_attributes, TopicArn=topic, AttributeName=name, AttributeValue=value)
    assert (actual.code, actual.status) == ("InvalidParameter", 400)
    assert topic_attributes(sns, topic) == before


def test_a_delivery_policy_of_a_topic(sns, topic):
    policy = {
        "http": {
            "defaultHealthyRetryPolicy": {"numRetries": 5, "maxDelayTarget": 60, "backoffFunction": "exponential"},
            "disableSubscriptionOverrides": True,
            "defaultThrottlePolicy": {"maxReceivesPerSecond": 7},
            "defaultRequestPolicy": {"headerContentType": "application/json"},
        }
    }
    set_topic(sns, topic, "DeliveryPolicy", json.dumps(policy))
    actual = topic_attributes(sns, topic)
    assert json.loads(actual["DeliveryPolicy"]) == policy
    effective = policy["http"] | {"defaultHealthyRetryPolicy": RETRIES | policy["http"]["defaultHealthyRetryPolicy"]}
    assert json.loads(actual["EffectiveDeliveryPolicy"]) == {"http": effective}
    set_topic(sns, topic, "DeliveryPolicy", "{}")
    actual = topic_attributes(sns, topic)
    assert (json.loads(actual["EffectiveDeliveryPolicy"]), "DeliveryPolicy" in actual) == (EFFECTIVE, False)


@pytest.mark.parametrize(
    "retries",
    [
        {"minDelayTarget": 30, "maxDelayTarget": 20},
        {"minDelayTarget": 0},
        {"maxDelayTarget": 3601},
        {"numRetries": 101},
        {"numRetries": -1},
        {"numRetries": 3, "numNoDelayRetries": 2, "numMaxDelayRetries": 2},
        {"numRetries": 100, "minDelayTarget": 60, "maxDelayTarget": 60},
        {"backoffFunction": "cubic"},
        {"numRetries": "3"},
        {"foobar": 1},
    ],
)
def test_delivery_policies_that_no_topic_may_have(sns, topic, retries):
    policy = json.dumps({"http": {"defaultHealthyRetryPolicy": retries}})
    actual = refusal(
        sns.set_topic_attributes, TopicArn=topic, AttributeName="DeliveryPolicy", AttributeValue=policy
    )
    assert (actual.code, actual.status) == ("InvalidParameter", 400)
    assert actual.text.startswith("Invalid parameter: DeliveryPolicy: ")


def test_permissions(sns, topic, endpoint):
    first, second = endpoint.first.id, endpoint.second.id
    sns.add_permission(TopicArn=topic, Label="one", AWSAccountId=[second], ActionName=["Publish"])
    sns.add_permission(
        TopicArn=topic, Label="many", AWSAccountId=[first, second], ActionName=["Publish", "Subscribe"]
    )
    default, one, many = json.loads(topic_attributes(sns, topic)["Policy"])["Statement"]
    assert default == default_statement(topic, first)
    assert one == {
        "Sid": "one",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{second}:root"},
        "Action": "SNS:Publish",
        "Resource": topic,
    }
    assert many["Principal"] == {"AWS": [f"arn:aws:iam::{account}:root" for account in (first, second)]}
    assert many["Action"] == ["SNS:Publish", "SNS:Subscribe"]
    for label in ("one", "unknown"):
        sns.remove_permission(TopicArn=topic, Label=label)
    statements = json.loads(topic_attributes(sns, topic)["Policy"])["Statement"]
    assert [statement["Sid"] for statement in statements] == ["__default_statement_ID", "many"]


def test_a_policy_that_a_topic_is_given(sns, topic, unique):
    statement = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": topic}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    set_topic(sns, topic, "Policy", policy)
    assert json.loads(topic_attributes(sns, topic)["Policy"]) == json.loads(policy)
    actual = refusal(sns.publish, TopicArn=topic, Message="x")
    assert (actual.code, actual.status) == ("AuthorizationError", 403)
    assert actual.text.endswith(
        f" is not authorized to perform: SNS:Publish on resource: {topic} with an explicit deny in a"
        " resource-based policy"
    )


def test_tags(sns, unique):
    given = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": ""}]
    topic = sns.create_topic(Name=unique("tags"), Tags=given)["TopicArn"]
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b c", "Value": "é"}])
    assert tags(sns, topic) == {"a": "2", "A": "", "b c": "é"}
    sns.untag_resource(ResourceArn=topic, TagKeys=["A", "unknown"])
    assert tags(sns, topic) == {"a": "2", "b c": "é"}
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(48)])
    assert refusal(sns.tag_resource, ResourceArn=topic, Tags=[{"Key": "l", "Value": ""}]).code == "TagLimitExceeded"


def test_a_data_protection_policy(sns, topic, unique):
    policy = json.dumps(
        {
            "Name": "p",
            "Version": "2021-06-01",
            "Statement": [
                {
                    "Sid": "s",
                    "DataDirection": "Inbound",
                    "Principal": ["*"],
                    "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"],
                    "Operation": {"Deny": {}},
                }
            ],
        }
    )
    assert sns.get_data_protection_policy(ResourceArn=topic).get("DataProtectionPolicy", "") == ""
    sns.put_data_protection_policy(ResourceArn=topic, DataProtectionPolicy=policy)
    assert json.loads(sns.get_data_protection_policy(ResourceArn=topic)["DataProtectionPolicy"]) == json.loads(policy)
    made = sns.create_topic(Name=unique("made"), DataProtectionPolicy=policy)["TopicArn"]
    assert json.loads(sns.get_data_protection_policy(ResourceArn=made)["DataProtectionPolicy"]) == json.loads(policy)
    for wrong in ("garbage", "{}", json.dumps({"Name": "x" * 30_720})):
        actual = refusal(sns.put_data_protection_policy, ResourceArn=topic, DataProtectionPolicy=wrong)
        assert (actual.code, actual.status) == ("InvalidParameter", 400)


def test_an_archived_topic_is_deleted_when_its_archive_is_off(sns, fifo_topic):
    set_topic(sns, fifo_topic, "ArchivePolicy", '{"MessageRetentionPeriod":"30"}')
    actual = topic_attributes(sns, fifo_topic)
    assert json.loads(actual["ArchivePolicy"]) == {"MessageRetentionPeriod": "30"}
    assert actual["BeginningArchiveTime"].endswith("Z")
    actual = refusal(sns.delete_topic, TopicArn=fifo_topic)
    assert (actual.code, actual.status) == ("InvalidState", 400)
    set_topic(sns, fifo_topic, "ArchivePolicy", "{}")
    sns.delete_topic(TopicArn=fifo_topic)


def test_lists_of_more_than_a_page(sns, stranger, unique):
    stem = unique("page")
    topics = {sns.create_topic(Name=f"{stem}-{i}")["TopicArn"] for i in range(101)}
    first = sns.list_topics()
    assert len(first["Topics"]) == 100
    pages = sns.get_paginator("list_topics").paginate()
    shown = [topic["TopicArn"] for page in pages for topic in page["Topics"]]
    assert len(shown) == len(set(shown))
    assert topics <= set(shown)
    assert not topics & {topic["TopicArn"] for topic in stranger.list_topics()["Topics"]}

    topic = next(iter(topics))
    for i in range(101):
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=topic.replace(":sns:", ":sqs:") + str(i))
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 100
    assert topic_attributes(sns, topic)["SubscriptionsConfirmed"] == "101"
    for name, parameters in (("list_subscriptions_by_topic", {"TopicArn": topic}), ("list_subscriptions", {})):
        pages = sns.get_paginator(name).paginate(**parameters)
        listed = [each for page in pages for each in page["Subscriptions"]]
        shown = [each["SubscriptionArn"] for each in listed if each["TopicArn"] == topic]
        assert len(shown) == len(set(shown)) == 101

    token = first["NextToken"]
    invalid(refusal(sns.list_subscriptions, NextToken=token), "NextToken")
    invalid(refusal(sns.list_topics, NextToken="garbage"), "NextToken")
    for arn in topics:
        sns.delete_topic(TopicArn=arn)


def test_mobile_push_and_text_messages(sns, endpoint):
    application = f"arn:aws:sns:{endpoint.region}:{endpoint.first.id}:app/GCM/x"
    device = application.replace(":app/", ":endpoint/")
    assert sns.list_platform_applications()["PlatformApplications"] == []
    assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == []
    assert sns.list_origination_numbers()["PhoneNumbers"] == []
    assert sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"] == []
    for call in (
        lambda: sns.get_platform_application_attributes(PlatformApplicationArn=application),
        lambda: sns.delete_platform_application(PlatformApplicationArn=application),
        lambda: sns.list_endpoints_by_platform_application(PlatformApplicationArn=application),
        lambda: sns.create_platform_endpoint(PlatformApplicationArn=application, Token="x"),
        lambda: sns.get_endpoint_attributes(EndpointArn=device),
        lambda: sns.set_endpoint_attributes(EndpointArn=device, Attributes={"Enabled": "true"}),
        lambda: sns.delete_endpoint(EndpointArn=device),
    ):
        actual = refusal(call)
        assert (actual.code, actual.status) == ("NotFound", 404)
    for call in (
        lambda: sns.create_platform_application(Name="x", Platform="GCM", Attributes={}),
        lambda: sns.check_if_phone_number_is_opted_out(phoneNumber="+15550100"),
        lambda: sns.opt_in_phone_number(phoneNumber="+15550100"),
        lambda: sns.set_sms_attributes(attributes={"DefaultSMSType": "Promotional"}),
        lambda: sns.create_sms_sandbox_phone_number(PhoneNumber="+15550100"),
        lambda: sns.get_sms_sandbox_account_status(),
    ):
        actual = refusal(call)
        assert (actual.code, actual.status) == ("InvalidParameter", 400)
