"""Subscriptions: making them again and again, their attributes, pending ones, ending them."""

import json
import uuid

import pytest

from contract import refusal
from topics import invalid, subscribe, subscription_attributes, topic_attributes

RETRIES = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numMaxDelayRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "backoffFunction": "linear",
}
WEB = "https://hooks.example.com/path?x=1"


def set_subscription(sns, subscription, name, value):
    sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name, AttributeValue=value)


def subscribe_web(sns, topic, **parameters):
    return sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=WEB, **parameters)["SubscriptionArn"]


def test_a_fresh_subscription_of_a_queue(sns, topic, queues, endpoint):
    queue = queues.make()
    answer = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    subscription = answer["SubscriptionArn"]
    assert subscription.startswith(topic + ":")
    assert str(uuid.UUID(subscription.rsplit(":")[-1])) == subscription.rsplit(":")[-1]
    actual = subscription_attributes(sns, subscription)
    assert actual.pop("SubscriptionPrincipal").startswith(f"arn:aws:iam::{endpoint.first.id}:")
    assert actual == {
        "ConfirmationWasAuthenticated": "true",
        "Endpoint": queue.arn,
        "Owner": endpoint.first.id,
        "PendingConfirmation": "false",
        "Protocol": "sqs",
        "RawMessageDelivery": "false",
        "SubscriptionArn": subscription,
        "TopicArn": topic,
    }
    [listed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert listed == {
        "SubscriptionArn": subscription,
        "Owner": endpoint.first.id,
        "Protocol": "sqs",
        "Endpoint": queue.arn,
        "TopicArn": topic,
    }
    assert topic_attributes(sns, topic)["SubscriptionsConfirmed"] == "1"


def test_subscribing_again(sns, topic, queues):
    queue = queues.make()
    subscription = subscribe(sns, topic, queue, RawMessageDelivery="true")
    assert subscribe(sns, topic, queue, RawMessageDelivery="true") == subscription
    assert subscribe(sns, topic, queue) == subscription
    for other in ({"RawMessageDelivery": "false"}, {"FilterPolicy": '{"a":["b"]}'}):
        invalid(
            refusal(subscribe, sns, topic, queue, **other),
            "Attributes Reason: Subscription already exists with different attributes",
        )
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1
    assert subscription_attributes(sns, subscription)["RawMessageDelivery"] == "true"


def test_unsubscribing_twice(sns, topic, queues):
    subscription = subscribe(sns, topic, queues.make())
    for _ in range(2):
        sns.unsubscribe(SubscriptionArn=subscription)
    sns.unsubscribe(SubscriptionArn=f"{topic}:{uuid.uuid4()}")
    assert refusal(sns.get_subscription_attributes, SubscriptionArn=subscription).code == "NotFound"
    counts = topic_attributes(sns, topic)
    assert (counts["SubscriptionsConfirmed"], counts["SubscriptionsDeleted"]) == ("0", "1")


def test_a_pending_subscription(sns, topic):
    assert subscribe_web(sns, topic) == "pending confirmation"
    [listed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (listed["SubscriptionArn"], listed["Endpoint"]) == ("PendingConfirmation", WEB)
    subscription = subscribe_web(sns, topic, ReturnSubscriptionArn=True)
    assert subscription.startswith(topic + ":")
    actual = subscription_attributes(sns, subscription)
    assert (actual["PendingConfirmation"], actual["ConfirmationWasAuthenticated"]) == ("true", "false")
    set_subscription(sns, subscription, "RawMessageDelivery", "true")
    assert subscription_attributes(sns, subscription)["RawMessageDelivery"] == "true"
    counts = topic_attributes(sns, topic)
    assert (counts["SubscriptionsConfirmed"], counts["SubscriptionsPending"]) == ("0", "1")
    assert refusal(sns.unsubscribe, SubscriptionArn=subscription).code == "InvalidParameter"


def test_a_password_in_a_url_is_not_shown(sns, topic):
    parameters = {"TopicArn": topic, "Protocol": "https", "Endpoint": "https://me:geheim@hooks.example.com/x"}
    subscription = sns.subscribe(**parameters, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert sns.subscribe(**parameters, ReturnSubscriptionArn=True)["SubscriptionArn"] == subscription
    shown = [
        subscription_attributes(sns, subscription),
        sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"],
    ]
    assert "hooks.example.com" in str(shown)
    assert "geheim" not in str(shown)


@pytest.mark.parametrize("name", ["FilterPolicy", "RedrivePolicy"])
@pytest.mark.parametrize("nothing", ["", "{}"])
def test_a_policy_of_a_subscription_that_is_taken_away(sns, topic, queues, name, nothing):
    target = queues.make("dead").arn
    policy = {"FilterPolicy": {"a": ["b"]}, "RedrivePolicy": {"deadLetterTargetArn": target}}[name]
    subscription = subscribe(sns, topic, queues.make())
    set_subscription(sns, subscription, name, json.dumps(policy))
    assert json.loads(subscription_attributes(sns, subscription)[name]) == policy
    set_subscription(sns, subscription, name, nothing)
    assert name not in subscription_attributes(sns, subscription)


def test_the_scope_of_a_filter_policy(sns, topic, queues):
    subscription = subscribe(sns, topic, queues.make(), FilterPolicy='{"a":["b"]}')
    assert subscription_attributes(sns, subscription)["FilterPolicyScope"] == "MessageAttributes"
    set_subscription(sns, subscription, "FilterPolicyScope", "MessageBody")
    set_subscription(sns, subscription, "FilterPolicy", '{"a":{"b":["c"]}}')
    actual = subscription_attributes(sns, subscription)
    assert (actual["FilterPolicy"], actual["FilterPolicyScope"]) == ('{"a":{"b":["c"]}}', "MessageBody")
    invalid(
        refusal(set_subscription, sns, subscription, "FilterPolicyScope", "MessageAttributes"),
        "Filter policy scope MessageAttributes does not support nested filter policy",
    )


def test_the_delivery_policy_of_a_web_subscription(sns, topic):
    subscription = subscribe_web(sns, topic, ReturnSubscriptionArn=True)

    def effective():
        return json.loads(subscription_attributes(sns, subscription)["EffectiveDeliveryPolicy"])

    expected = {
        "healthyRetryPolicy": RETRIES,
        "sicklyRetryPolicy": None,
        "throttlePolicy": None,
        "requestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
        "guaranteed": False,
    }
    assert effective() == expected

    set_subscription(sns, subscription, "DeliveryPolicy", '{"healthyRetryPolicy":{"numRetries":5}}')
    assert effective() == expected | {"healthyRetryPolicy": RETRIES | {"numRetries": 5}}

    of_topic = {
        "http": {
            "defaultHealthyRetryPolicy": {"numRetries": 7},
            "defaultThrottlePolicy": {"maxReceivesPerSecond": 3},
        }
    }
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DeliveryPolicy", AttributeValue=json.dumps(of_topic))
    throttled = expected | {"throttlePolicy": {"maxReceivesPerSecond": 3}}
    assert effective() == throttled | {"healthyRetryPolicy": RETRIES | {"numRetries": 5}}

    of_topic["http"]["disableSubscriptionOverrides"] = True
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DeliveryPolicy", AttributeValue=json.dumps(of_topic))
    assert effective() == throttled | {"healthyRetryPolicy": RETRIES | {"numRetries": 7}}


@pytest.mark.parametrize(
    "policy",
    [
        {"healthyRetryPolicy": {"minDelayTarget": 21, "maxDelayTarget": 20}},
        {"healthyRetryPolicy": {"numRetries": 101}},
        {"throttlePolicy": {"maxReceivesPerSecond": 0}},
        {"requestPolicy": {"headerContentType": "text/html"}},
        {"foobar": {}},
    ],
)
def test_delivery_policies_that_no_subscription_may_have(sns, topic, policy):
    subscription = subscribe_web(sns, topic, ReturnSubscriptionArn=True)
    actual = refusal(set_subscription, sns, subscription, "DeliveryPolicy", json.dumps(policy))
    assert (actual.code, actual.status) == ("InvalidParameter", 400)
    assert actual.text.startswith("Invalid parameter: DeliveryPolicy: ")


def test_dead_letter_queues_that_a_subscription_cannot_have(sns, topic, fifo_topic, queues, strange_queues):
    standard = subscribe(sns, topic, queues.make())
    fifo = subscribe(sns, fifo_topic, queues.fifo())
    invalid(
        refusal(
            set_subscription,
            sns,
            fifo,
            "RedrivePolicy",
            json.dumps({"deadLetterTargetArn": queues.make().arn}),
        ),
        "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.",
    )
    for target in (queues.fifo().arn, strange_queues.make().arn, "arn:aws:sqs:us-gov-west-1:111111111111:q"):
        actual = refusal(
            set_subscription, sns, standard, "RedrivePolicy", json.dumps({"deadLetterTargetArn": target})
        )
        assert (actual.code, actual.status) == ("InvalidParameter", 400)
        assert actual.text.startswith("Invalid parameter: RedrivePolicy: ")


def test_topics_of_longer_messages_have_queues_only(sns, topic):
    sns.set_topic_attributes(TopicArn=topic, AttributeName="MaximumMessageSize", AttributeValue="262145")
    actual = refusal(sns.subscribe, TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/hook")
    assert (actual.code, actual.status) == ("InvalidParameter", 400)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="MaximumMessageSize", AttributeValue="262144")
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/hook")
    actual = refusal(
        sns.set_topic_attributes, TopicArn=topic, AttributeName="MaximumMessageSize", AttributeValue="262145"
    )
    assert (actual.code, actual.status) == ("InvalidParameter", 400)
