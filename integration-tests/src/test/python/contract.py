"""What the tests of the contract share: refusals as values, waiting for a state, and requests that no SDK would make."""

import http.client
import json
import time
import urllib.parse
from dataclasses import dataclass
from xml.etree import ElementTree

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions
import pytest

QUERY_PREFIX = "AWS.SimpleQueueService."
JSON_TYPE = "application/x-amz-json-1.0"
FORM_TYPE = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Refusal:
    """An error as an SDK sees it; the type is empty in the query protocol, which has none."""

    code: str
    status: int
    text: str
    type: str


def refusal(call, *arguments, **parameters):
    """Calls, and gives the error that the call must be answered with."""
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        call(*arguments, **parameters)
    answer = refused.value.response
    error = answer["Error"]
    assert answer["ResponseMetadata"]["RequestId"]
    return Refusal(
        error["Code"],
        answer["ResponseMetadata"]["HTTPStatusCode"],
        error.get("Message", ""),
        error.get("QueryErrorCode", ""),
    )


def eventually(condition, seconds=10):
    """Waits until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not hold within {seconds} s"
        time.sleep(0.02)


def attributes(sqs, queue, *names):
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=list(names) or ["All"]).get("Attributes", {})


def counts(sqs, queue):
    """How many messages are visible, not visible and delayed."""
    prefix = "ApproximateNumberOfMessages"
    shown = attributes(sqs, queue, prefix, prefix + "NotVisible", prefix + "Delayed")
    return tuple(int(shown[prefix + suffix]) for suffix in ("", "NotVisible", "Delayed"))


def arn(sqs, queue):
    return attributes(sqs, queue, "QueueArn")["QueueArn"]


def receive(sqs, queue, most=10, wait=0, **more):
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=most, WaitTimeSeconds=wait, **more)
    return answer.get("Messages", [])


def receive_one(sqs, queue, **more):
    """The message that is there or comes soon."""
    [message] = receive(sqs, queue, 1, 10, **more)
    return message


def bodies(messages):
    return [message["Body"] for message in messages]


def redrive(sqs, target, count=1):
    return json.dumps({"deadLetterTargetArn": arn(sqs, target), "maxReceiveCount": count})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    def xml(self):
        """The document without its namespace."""
        root = ElementTree.fromstring(self.body)
        for element in root.iter():
            element.tag = element.tag.rsplit("}", 1)[-1]
        return root

    def error(self):
        """Code, status and text of an error in either protocol."""
        if self.body.startswith(b"{"):
            code = self.headers["x-amzn-query-error"].split(";")[0]
            return code, self.status, self.json()["message"]
        error = self.xml().find("Error")
        return error.findtext("Code"), self.status, error.findtext("Message")


class Wire:
    """Signs requests and sends them as they are."""

    VERSIONS = {"sqs": "2012-11-05", "sns": "2010-03-31"}

    def __init__(self, endpoint, account=None, service="sqs"):
        self.endpoint = endpoint
        self.version = self.VERSIONS[service]
        owner = account or endpoint.first
        credentials = botocore.credentials.Credentials(owner.key, owner.secret)
        self.signer = botocore.auth.SigV4Auth(credentials, service, endpoint.region)

    def send(self, method, target, headers=None, body=b"", signed=True):
        request = botocore.awsrequest.AWSRequest(method, self.endpoint.uri + target, headers or {}, body)
        if signed:
            self.signer.add_auth(request)
        place = urllib.parse.urlsplit(self.endpoint.uri)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = kind(place.netloc, timeout=30)
        try:
            connection.request(method, target, body if method == "POST" else None, dict(request.headers))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def json(self, action, body, path="/", **headers):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": JSON_TYPE, "X-Amz-Target": "AmazonSQS." + action, **headers}
        return self.send("POST", path, sent, content)

    def form(self, parameters, path="/"):
        content = urllib.parse.urlencode(parameters).encode()
        return self.send("POST", path, {"Content-Type": FORM_TYPE}, content)

    def query(self, action, path="/", **parameters):
        return self.form({"Action": action, "Version": self.version, **parameters}, path)

    def get(self, path, parameters=None, **headers):
        target = path + ("?" + urllib.parse.urlencode(parameters) if parameters else "")
        return self.send("GET", target, headers)

    def call(self, protocol, action, **parameters):
        """An action with flat parameters in a protocol."""
        return self.json(action, parameters) if protocol == "json" else self.query(action, **parameters)
