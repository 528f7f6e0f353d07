"""What the tests of topics share: queues that subscribe, and what arrives in them."""

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from contract import Refusal

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def invalid(actual, text):
    assert actual == Refusal("InvalidParameter", 400, "Invalid parameter: " + text, "")


def open_url(url):
    """What is at a URL for somebody who signs nothing."""
    with NO_PROXY.open(url, timeout=30) as answer:
        return answer.read()


@dataclass(frozen=True)
class Queue:
    """A queue, and the client of the account that owns it."""

    sqs: Any
    url: str
    arn: str

    def take(self, count, seconds=15):
        """The next so many messages, which are deleted, in the order in which they were received."""
        end = time.monotonic() + seconds
        taken = []
        while len(taken) < count:
            assert time.monotonic() < end, f"{len(taken)} of {count} messages came within {seconds} s: {taken}"
            taken += self._receive(min(10, count - len(taken)), 1)
        return taken

    def take_one(self):
        [message] = self.take(1)
        return message

    def notification(self):
        """The document in the next message."""
        return json.loads(self.take_one()["Body"])

    def rest(self):
        """What is there now."""
        return self._receive(10, 0)

    def _receive(self, most, wait):
        answer = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=wait,
            MessageAttributeNames=["All"],
            AttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return messages

    def delete(self):
        self.sqs.delete_queue(QueueUrl=self.url)

    def set(self, **attributes):
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes=attributes)

    def allow(self, topic):
        """Lets a topic send."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        self.set(Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


class Queues:
    """Makes queues of one account."""

    def __init__(self, sqs, unique):
        self.sqs = sqs
        self.unique = unique

    def make(self, stem="subscriber", **attributes):
        name = self.unique(stem) + (".fifo" if "FifoQueue" in attributes else "")
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return Queue(self.sqs, url, answer["Attributes"]["QueueArn"])

    def fifo(self):
        return self.make(FifoQueue="true")


def subscribe(sns, topic, queue, **attributes):
    """Subscribes a queue, and gives the subscription."""
    return sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=queue.arn, Attributes=attributes, ReturnSubscriptionArn=True
    )["SubscriptionArn"]


def subscription_attributes(sns, subscription):
    return sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]


def topic_attributes(sns, topic):
    return sns.get_topic_attributes(TopicArn=topic)["Attributes"]
