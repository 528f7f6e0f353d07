"""Topics and queues of different accounts: who may do what, and how a queue's owner agrees."""

import json
import urllib.error
import urllib.parse
import uuid
from xml.etree import ElementTree

import pytest

from contract import FORM_TYPE, refusal
from topics import invalid, open_url, subscribe, subscription_attributes

NAMESPACE = "{http://sns.amazonaws.com/doc/2010-03-31/}"


@pytest.fixture
def asked(sns, topic, strange_queues):
    """A queue of the other account that was asked, its pending subscription, and the document that arrived in it."""
    queue = strange_queues.make()
    queue.allow(topic)
    answer = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    assert answer["SubscriptionArn"] == "pending confirmation"
    document = queue.notification()
    subscription = subscribe(sns, topic, queue)
    queue.notification()
    return queue, subscription, document


def pending(sns, topic, queue):
    """The subscription of a queue that was asked, and the document that it got."""
    subscription = subscribe(sns, topic, queue)
    return subscription, queue.notification()


def refused_url(url):
    """Status and code of the answer to somebody who signs nothing."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        open_url(url)
    code = ElementTree.fromstring(refused.value.read()).findtext(f"{NAMESPACE}Error/{NAMESPACE}Code")
    return refused.value.code, code


def confirmed_by_url(url):
    answer = ElementTree.fromstring(open_url(url))
    assert answer.tag == NAMESPACE + "ConfirmSubscriptionResponse"
    return answer.findtext(f"{NAMESPACE}ConfirmSubscriptionResult/{NAMESPACE}SubscriptionArn")


def test_another_account_may_do_nothing_to_a_topic(stranger, topic, strange_queues, endpoint):
    queue = strange_queues.make()
    for action, call in (
        ("Publish", lambda: stranger.publish(TopicArn=topic, Message="x")),
        (
            "Publish",
            lambda: stranger.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "a", "Message": "x"}]),
        ),
        ("Subscribe", lambda: stranger.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)),
        ("GetTopicAttributes", lambda: stranger.get_topic_attributes(TopicArn=topic)),
        (
            "SetTopicAttributes",
            lambda: stranger.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="x"),
        ),
        ("DeleteTopic", lambda: stranger.delete_topic(TopicArn=topic)),
        ("ListSubscriptionsByTopic", lambda: stranger.list_subscriptions_by_topic(TopicArn=topic)),
        ("RemovePermission", lambda: stranger.remove_permission(TopicArn=topic, Label="L")),
        ("ListTagsForResource", lambda: stranger.list_tags_for_resource(ResourceArn=topic)),
        ("Publish", lambda: stranger.publish(TopicArn=topic + "x", Message="x")),
    ):
        actual = refusal(call)
        assert (actual.code, actual.status) == ("AuthorizationError", 403)
        assert actual.text.startswith(f"User: arn:aws:iam::{endpoint.second.id}:")
        assert f" is not authorized to perform: SNS:{action} on resource: {topic}" in actual.text
        assert actual.text.endswith(f" because no resource-based policy allows the SNS:{action} action")


def test_a_permission_lets_another_account_publish_and_subscribe(
    sns, stranger, topic, queues, strange_queues, endpoint
):
    sns.add_permission(
        TopicArn=topic, Label="L", AWSAccountId=[endpoint.second.id], ActionName=["Publish", "Subscribe"]
    )
    own, strange = queues.make(), strange_queues.make()
    strange.allow(topic)
    subscribe(sns, topic, own)
    subscription = subscribe(stranger, topic, strange)
    actual = subscription_attributes(sns, subscription)
    assert (actual["Owner"], actual["PendingConfirmation"]) == (endpoint.second.id, "false")
    assert actual == subscription_attributes(stranger, subscription)
    assert subscription in [each["SubscriptionArn"] for each in stranger.list_subscriptions()["Subscriptions"]]
    stranger.publish(TopicArn=topic, Message="from elsewhere")
    for queue in (own, strange):
        assert queue.notification()["Message"] == "from elsewhere"
    assert refusal(stranger.delete_topic, TopicArn=topic).code == "AuthorizationError"
    stranger.unsubscribe(SubscriptionArn=subscription)
    sns.remove_permission(TopicArn=topic, Label="L")
    assert refusal(stranger.publish, TopicArn=topic, Message="x").code == "AuthorizationError"


def test_a_queue_of_another_account_gets_what_its_policy_lets_the_topic_send(
    sns, stranger, topic, unique, strange_queues, endpoint
):
    elsewhere = sns.create_topic(Name=unique("elsewhere"))["TopicArn"]
    queue, dead = strange_queues.make(), strange_queues.make("dead")
    dead.allow(topic)
    sns.add_permission(TopicArn=topic, Label="L", AWSAccountId=[endpoint.second.id], ActionName=["Subscribe"])
    policy = json.dumps({"deadLetterTargetArn": dead.arn})
    subscribe(stranger, topic, queue, RawMessageDelivery="true", RedrivePolicy=policy)
    sns.publish(TopicArn=topic, Message="without policy")
    assert dead.take_one()["Body"] == "without policy"
    queue.allow(elsewhere)
    sns.publish(TopicArn=topic, Message="another topic's policy")
    assert dead.take_one()["Body"] == "another topic's policy"
    queue.allow(topic)
    sns.publish(TopicArn=topic, Message="with policy")
    assert queue.take_one()["Body"] == "with policy"
    assert queue.rest() == []


def test_a_queue_of_another_account_is_asked(asked, topic, sns):
    queue, subscription, document = asked
    assert list(document) == [
        "Type",
        "MessageId",
        "Token",
        "TopicArn",
        "Message",
        "SubscribeURL",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
    ]
    assert (document["Type"], document["TopicArn"]) == ("SubscriptionConfirmation", topic)
    assert document["Message"] == (
        f"You have chosen to subscribe to the topic {topic}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message."
    )
    assert len(document["Token"]) == 288
    assert document["SubscribeURL"].endswith(
        f"/?Action=ConfirmSubscription&TopicArn={topic}&Token={document['Token']}"
    )
    assert subscription_attributes(sns, subscription)["PendingConfirmation"] == "true"


def test_whoever_has_the_link_confirms(sns, topic, strange_queues):
    queue = strange_queues.make()
    queue.allow(topic)
    subscription, document = pending(sns, topic, queue)
    sns.publish(TopicArn=topic, Message="before")
    for _ in range(2):
        assert confirmed_by_url(document["SubscribeURL"]) == subscription
    actual = subscription_attributes(sns, subscription)
    assert (actual["PendingConfirmation"], actual["ConfirmationWasAuthenticated"]) == ("false", "false")
    sns.publish(TopicArn=topic, Message="after")
    assert queue.notification()["Message"] == "after"
    assert queue.rest() == []


def test_a_signed_confirmation(sns, stranger, topic, strange_queues):
    queue = strange_queues.make()
    queue.allow(topic)
    subscription, document = pending(sns, topic, queue)
    authenticated = {"Token": document["Token"], "AuthenticateOnUnsubscribe": "true"}
    for named in (topic, topic + "x"):
        assert stranger.confirm_subscription(TopicArn=named, **authenticated)["SubscriptionArn"] == subscription
    actual = subscription_attributes(sns, subscription)
    assert (actual["PendingConfirmation"], actual["ConfirmationWasAuthenticated"]) == ("false", "true")


def test_links_that_confirm_nothing(sns, topic, asked, endpoint):
    queue, subscription, document = asked
    url = document["SubscribeURL"]
    token = document["Token"]
    for wrong, expected in (
        (url.replace(token, "garbage"), (400, "InvalidParameter")),
        (url.replace(token, token[::-1]), (400, "InvalidParameter")),
        (url.replace(token, ""), (400, "InvalidParameter")),
        (url.replace(endpoint.first.id, endpoint.second.id), (400, "InvalidParameter")),
        (url + "&AuthenticateOnUnsubscribe=true", (403, "AuthorizationError")),
    ):
        assert refused_url(wrong) == expected
    assert subscription_attributes(sns, subscription)["PendingConfirmation"] == "true"


def test_a_link_does_not_end_the_subscription_of_a_queue(sns, stranger, topic, queues, sns_wire):
    queue = queues.make()
    subscription = subscribe(sns, topic, queue)
    sns.publish(TopicArn=topic, Message="x")
    url = queue.notification()["UnsubscribeURL"]
    assert refused_url(url) == (403, "AuthorizationError")
    assert refusal(stranger.unsubscribe, SubscriptionArn=subscription).code == "AuthorizationError"
    assert refusal(stranger.get_subscription_attributes, SubscriptionArn=subscription).code == "AuthorizationError"
    assert subscription_attributes(sns, subscription)["PendingConfirmation"] == "false"
    link = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    assert sns_wire.get("/", {name: value for name, [value] in link.items()}).status == 200
    assert refusal(sns.get_subscription_attributes, SubscriptionArn=subscription).code == "NotFound"


def test_what_needs_no_signature_is_asked_by_form_too(sns, topic, strange_queues, sns_wire):
    queue = strange_queues.make()
    queue.allow(topic)
    subscription, document = pending(sns, topic, queue)
    form = {"Action": "ConfirmSubscription", "Version": "2010-03-31", "TopicArn": topic, "Token": document["Token"]}
    body = urllib.parse.urlencode(form).encode()
    answer = sns_wire.send("POST", "/", {"Content-Type": FORM_TYPE}, body, signed=False)
    assert answer.xml().findtext("ConfirmSubscriptionResult/SubscriptionArn") == subscription


def test_what_needs_a_signature(sns_wire, topic):
    for parameters in (
        {"Action": "Publish", "TopicArn": topic, "Message": "x"},
        {"Action": "GetTopicAttributes", "TopicArn": topic},
        {"Action": "GetSubscriptionAttributes", "SubscriptionArn": f"{topic}:{uuid.uuid4()}"},
        {"Action": "DeleteTopic", "TopicArn": topic},
    ):
        query = urllib.parse.urlencode(parameters | {"Version": "2010-03-31"})
        for answer in (
            sns_wire.send("GET", "/?" + query, signed=False),
            sns_wire.send("POST", "/", {"Content-Type": FORM_TYPE}, query.encode(), signed=False),
        ):
            assert answer.error()[:2] == ("MissingAuthenticationToken", 403)
            assert b"http://sns.amazonaws.com/doc/2010-03-31/" in answer.body


def test_tokens_of_others_confirm_nothing_here(stranger, unique, asked):
    queue, subscription, document = asked
    own = stranger.create_topic(Name=unique("own"))["TopicArn"]
    actual = refusal(stranger.confirm_subscription, TopicArn=own, Token=document["Token"])
    assert (actual.code, actual.text) == ("InvalidParameter", "Invalid token")
    invalid(refusal(stranger.confirm_subscription, TopicArn=own, Token="x" * 288), "Token")
