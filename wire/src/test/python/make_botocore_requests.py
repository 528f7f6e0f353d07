"""Writes src/test/resources/io/posthorn/wire/botocore-requests.tsv: requests as botocore serializes them.

Each line is: case, Content-Type, X-Amz-Target (- for none), body in base64. BotocoreRequestsTest says in Java what every
case must decode to. Run in the module's folder: python3 src/test/python/make_botocore_requests.py
"""

import base64
import copy
import datetime
import pathlib

import botocore.awsrequest
import botocore.loaders
import botocore.model
import botocore.serialize

OUT = pathlib.Path("src/test/resources/io/posthorn/wire/botocore-requests.tsv")

# Since botocore's queue model speaks JSON only, the names of its query protocol stand here, as the model had them before.
LISTS = {
    "AttributeNameList": "AttributeName",
    "MessageSystemAttributeList": "MessageSystemAttributeName",
    "MessageAttributeNameList": "MessageAttributeName",
    "SendMessageBatchRequestEntryList": "SendMessageBatchRequestEntry",
    "StringList": "StringListValue",
    "BinaryList": "BinaryListValue",
}
MAPS = {
    "QueueAttributeMap": ("Attribute", "Name", "Value"),
    "MessageBodyAttributeMap": ("MessageAttribute", "Name", "Value"),
    "MessageBodySystemAttributeMap": ("MessageSystemAttribute", "Name", "Value"),
    "TagMap": ("Tag", "Key", "Value"),
}


def model(name):
    return botocore.loaders.create_loader().load_service_model(name, "service-2")


def queue_query_model():
    query = copy.deepcopy(model("sqs"))
    query["metadata"]["protocol"] = "query"
    shapes = query["shapes"]
    for shape, name in LISTS.items():
        shapes[shape]["member"]["locationName"] = name
        shapes[shape]["flattened"] = True
    for shape, (_, key, value) in MAPS.items():
        shapes[shape]["key"]["locationName"] = key
        shapes[shape]["value"]["locationName"] = value
    for shape in shapes.values():
        for member in shape.get("members", {}).values():
            if member["shape"] in MAPS:
                member["locationName"] = MAPS[member["shape"]][0]
    return query


SQS_JSON = model("sqs")
SQS_QUERY = queue_query_model()
SNS = model("sns")
EVENTS = model("events")

ATTRIBUTES = {
    "color": {"DataType": "String", "StringValue": "blue & grün"},
    "blob": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    "count": {"DataType": "Number.int", "StringValue": "3"},
}
QUEUE_CASES = [
    ("create-queue", "CreateQueue", {
        "QueueName": "orders.fifo",
        "Attributes": {"FifoQueue": "true", "Policy": '{"Version":"2012-10-17"}'},
        "tags": {"team": "a=b&c", "ä": ""},
    }),
    ("send-message", "SendMessage", {
        "QueueUrl": "http://localhost:4566/000000000000/orders",
        "MessageBody": "line\r\nwith \"quotes\", 'both', tab\t, <xml/>, % + & = \u20ac \U0001f600 \u2028",
        "DelaySeconds": 0,
        "MessageAttributes": ATTRIBUTES,
        "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5"}},
        "MessageGroupId": "g 1",
    }),
    ("send-message-batch", "SendMessageBatch", {
        "QueueUrl": "http://localhost:4566/000000000000/orders",
        "Entries": [
            {"Id": "a", "MessageBody": "1", "MessageAttributes": ATTRIBUTES},
            {"Id": "b", "MessageBody": "2", "DelaySeconds": 900},
        ],
    }),
    ("receive-message", "ReceiveMessage", {
        "QueueUrl": "http://localhost:4566/000000000000/orders",
        "AttributeNames": ["All"],
        "MessageSystemAttributeNames": ["SenderId", "SentTimestamp"],
        "MessageAttributeNames": [],
        "MaxNumberOfMessages": 10,
        "WaitTimeSeconds": 20,
    }),
]
TOPIC_CASES = [
    ("create-topic", "CreateTopic", {
        "Name": "events",
        "Attributes": {"DisplayName": "Événements", "FifoTopic": "false"},
        "Tags": [{"Key": "team", "Value": "a b"}, {"Key": "empty", "Value": ""}],
    }),
    ("create-topic-bare", "CreateTopic", {"Name": "events", "Tags": []}),
    ("publish", "Publish", {
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:events",
        "Message": "hello\r\n",
        "MessageAttributes": ATTRIBUTES,
    }),
    ("publish-batch", "PublishBatch", {
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:events",
        "PublishBatchRequestEntries": [
            {"Id": "1", "Message": "a"},
            {"Id": "2", "Message": "b", "MessageAttributes": ATTRIBUTES},
        ],
    }),
    ("subscribe", "Subscribe", {
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:events",
        "Protocol": "https",
        "ReturnSubscriptionArn": True,
    }),
]
EVENT_CASES = [
    ("put-events", "PutEvents", {
        "Entries": [
            {
                "Time": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
                "Source": "shop",
                "Resources": ["arn:one", "arn:two"],
                "DetailType": "Order placed",
                "Detail": '{"id":1}',
            },
            {"Source": "bare"},
        ],
    }),
]


def line(case, service, operation, parameters):
    protocol = service["metadata"]["protocol"]
    operation_model = botocore.model.ServiceModel(service).operation_model(operation)
    request = botocore.serialize.create_serializer(protocol).serialize_to_request(parameters, operation_model)
    prepared = botocore.awsrequest.AWSRequest(
        method="POST", url="http://localhost/", headers=request["headers"], data=request["body"]
    ).prepare()
    body = prepared.body if isinstance(prepared.body, bytes) else prepared.body.encode()
    fields = [
        f"{protocol}/{case}",
        request["headers"]["Content-Type"],
        request["headers"].get("X-Amz-Target", "-"),
        base64.b64encode(body).decode(),
    ]
    return "\t".join(fields) + "\n"


def main():
    cases = [(c, SQS_JSON) for c in QUEUE_CASES] + [(c, SQS_QUERY) for c in QUEUE_CASES]
    cases += [(c, SNS) for c in TOPIC_CASES] + [(c, EVENTS) for c in EVENT_CASES]
    OUT.write_text("".join(line(case[0], service, *case[1:]) for case, service in cases), encoding="ascii")


if __name__ == "__main__":
    main()
