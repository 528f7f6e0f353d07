"""The two protocols on the wire: what SDKs check themselves, and what they hide, at the level of HTTP."""

import urllib.parse

import pytest

from contract import FORM_TYPE, JSON_TYPE, QUERY_PREFIX

NAMESPACE = b'xmlns="http://queue.amazonaws.com/doc/2012-11-05/"'


def path(queue):
    return urllib.parse.urlsplit(queue).path


@pytest.fixture
def queue(clients, unique):
    return clients("json").create_queue(QueueName=unique("wire"))["QueueUrl"]


@pytest.fixture
def fifo(clients, unique):
    made = clients("json").create_queue(QueueName=unique("wire") + ".fifo", Attributes={"FifoQueue": "true"})
    return made["QueueUrl"]


def test_a_json_answer(wire, queue):
    answer = wire.json("SendMessage", {"QueueUrl": queue, "MessageBody": "x"})
    assert answer.status == 200
    assert answer.headers["Content-Type"] == JSON_TYPE
    assert answer.headers["x-amzn-RequestId"]
    assert set(answer.json()) == {"MessageId", "MD5OfMessageBody"}


def test_a_query_answer(wire, queue):
    answer = wire.query("SendMessage", QueueUrl=queue, MessageBody="x")
    root = answer.xml()
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert NAMESPACE in answer.body
    assert root.tag == "SendMessageResponse"
    assert [child.tag for child in root] == ["SendMessageResult", "ResponseMetadata"]
    assert {child.tag for child in root.find("SendMessageResult")} == {"MessageId", "MD5OfMessageBody"}
    assert root.findtext("ResponseMetadata/RequestId") == answer.headers["x-amzn-RequestId"]


VOID = [
    ("TagQueue", {"Tags": {"a": "b"}}, {"Tag.1.Key": "a", "Tag.1.Value": "b"}),
    ("UntagQueue", {"TagKeys": ["a"]}, {"TagKey.1": "a"}),
    (
        "SetQueueAttributes",
        {"Attributes": {"DelaySeconds": "0"}},
        {"Attribute.1.Name": "DelaySeconds", "Attribute.1.Value": "0"},
    ),
    (
        "AddPermission",
        {"Label": "L", "AWSAccountIds": ["222222222222"], "Actions": ["*"]},
        {"Label": "L", "AWSAccountId.1": "222222222222", "ActionName.1": "*"},
    ),
    ("PurgeQueue", {}, {}),
    ("DeleteQueue", {}, {}),
]


@pytest.mark.parametrize("action, members, form", VOID, ids=[case[0] for case in VOID])
def test_answers_without_output(wire, queue, unique, clients, action, members, form):
    answer = wire.json(action, {"QueueUrl": queue, **members})
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == "0"
    assert answer.headers["x-amzn-RequestId"]

    other = clients("query").create_queue(QueueName=unique("void"))["QueueUrl"]
    root = wire.query(action, QueueUrl=other, **form).xml()
    assert root.tag == action + "Response"
    assert [child.tag for child in root] == ["ResponseMetadata"]


def test_answers_without_output_about_a_message(wire, queue, clients):
    sqs = clients("json")
    for _ in range(2):
        sqs.send_message(QueueUrl=queue, MessageBody="x")
        [message] = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
        named = {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}
        shown = wire.json("ChangeMessageVisibility", {**named, "VisibilityTimeout": 9})
        assert (shown.status, shown.body) == (200, b"")
        deleted = wire.json("DeleteMessage", named)
        assert (deleted.status, deleted.body, deleted.headers["Content-Length"]) == (200, b"", "0")


def test_a_json_error(wire, unique):
    answer = wire.json("GetQueueUrl", {"QueueName": unique("none")})
    assert answer.status == 400
    assert answer.headers["Content-Type"] == JSON_TYPE
    assert answer.headers["x-amzn-query-error"] == QUERY_PREFIX + "NonExistentQueue;Sender"
    assert answer.headers["x-amzn-RequestId"]
    assert answer.json() == {
        "__type": "com.amazonaws.sqs#QueueDoesNotExist",
        "message": "The specified queue does not exist.",
    }


def test_a_query_error(wire, unique):
    answer = wire.query("GetQueueUrl", QueueName=unique("none"))
    root = answer.xml()
    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.body.startswith(b"<?xml version=\"1.0\"?>")
    assert NAMESPACE in answer.body
    assert root.tag == "ErrorResponse"
    assert [child.tag for child in root] == ["Error", "RequestId"]
    assert [child.tag for child in root.find("Error")] == ["Type", "Code", "Message", "Detail"]
    assert root.findtext("Error/Type") == "Sender"
    assert root.find("Error/Detail").text is None
    assert b"<Detail/>" in answer.body
    assert root.findtext("RequestId") == answer.headers["x-amzn-RequestId"]


@pytest.mark.parametrize(
    "kind, action, members, status, code",
    [
        ("com.amazonaws.sqs#ReceiptHandleIsInvalid", "DeleteMessage", {"ReceiptHandle": "x"}, 404, None),
        (
            "com.amazon.coral.service#InvalidParameterValueException",
            "ReceiveMessage",
            {"MaxNumberOfMessages": 11},
            400,
            "InvalidParameterValue",
        ),
        (
            "com.amazon.coral.service#MissingRequiredParameterException",
            "SendMessage",
            {},
            400,
            "MissingParameter",
        ),
        (
            "com.amazonaws.sqs#InvalidAttributeName",
            "GetQueueAttributes",
            {"AttributeNames": ["Foobar"]},
            400,
            "InvalidAttributeName",
        ),
        (
            "com.amazonaws.sqs#EmptyBatchRequest",
            "DeleteMessageBatch",
            {"Entries": []},
            400,
            QUERY_PREFIX + "EmptyBatchRequest",
        ),
    ],
)
def test_the_type_and_the_header_of_a_json_error(wire, queue, kind, action, members, status, code):
    answer = wire.json(action, {"QueueUrl": queue, **members})
    expected = code or kind.split("#")[1]
    assert answer.status == status
    assert answer.json()["__type"] == kind
    assert answer.headers["x-amzn-query-error"] == expected + ";Sender"


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_an_unknown_action(wire, protocol):
    answer = wire.call(protocol, "FooBar")
    assert answer.error() == ("InvalidAction", 400, "The action FooBar is not valid for this endpoint.")
    if protocol == "json":
        assert answer.json()["__type"] == "com.amazon.coral.service#UnknownOperationException"


def test_a_form_without_an_action(wire):
    code, status, _ = wire.form({"Version": "2012-11-05"}).error()
    assert (code, status) == ("MissingAction", 400)


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"1", b"null", b"{} {}", b'{"QueueUrl":1}', b"\xff{}"])
def test_json_that_is_no_request(wire, body):
    answer = wire.json("SendMessage", body)
    assert answer.status == 400
    assert answer.json()["__type"] == "com.amazon.coral.service#SerializationException"
    assert answer.headers["x-amzn-query-error"] == "MalformedInput;Sender"


def test_a_json_request_without_members(wire):
    assert wire.json("ListQueues", b"{}").status == 200


MISSING = [
    ("SendMessage", {}, "MessageBody"),
    ("DeleteMessage", {}, "ReceiptHandle"),
    ("ChangeMessageVisibility", {"VisibilityTimeout": 1}, "ReceiptHandle"),
    ("RemovePermission", {}, "Label"),
]


@pytest.mark.parametrize("protocol", ["json", "query"])
@pytest.mark.parametrize("action, members, parameter", MISSING)
def test_a_parameter_that_is_missing(wire, queue, protocol, action, members, parameter):
    answer = wire.call(protocol, action, QueueUrl=queue, **members)
    assert answer.error() == ("MissingParameter", 400, f"The request must contain the parameter {parameter}.")
    if protocol == "json":
        assert answer.json()["__type"] == "com.amazon.coral.service#MissingRequiredParameterException"


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_a_visibility_that_is_missing(wire, queue, clients, protocol):
    sqs = clients("json")
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    answer = wire.call(protocol, "ChangeMessageVisibility", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    text = "The request must contain the parameter VisibilityTimeout."
    assert answer.error() == ("MissingParameter", 400, text)


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_a_group_that_is_missing(wire, fifo, protocol):
    answer = wire.call(protocol, "SendMessage", QueueUrl=fifo, MessageBody="x", MessageDeduplicationId="d")
    assert answer.error() == ("MissingParameter", 400, "The request must contain the parameter MessageGroupId.")


@pytest.mark.parametrize("protocol", ["json", "query"])
@pytest.mark.parametrize("action", ["StartMessageMoveTask", "ListMessageMoveTasks"])
def test_a_source_that_is_missing(wire, protocol, action):
    answer = wire.call(protocol, action)
    assert answer.error() == ("MissingParameter", 400, "The request must contain the parameter SourceArn.")


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_a_name_that_is_missing_is_an_invalid_value_where_a_url_is_asked(wire, protocol):
    code, status, _ = wire.call(protocol, "GetQueueUrl").error()
    assert (code, status) == ("InvalidParameterValue", 400)


@pytest.mark.parametrize("protocol", ["json", "query"])
@pytest.mark.parametrize("given", [{}, {"QueueUrl": ""}, {"QueueUrl": "garbage"}], ids=["none", "empty", "garbage"])
def test_a_queue_url_that_is_missing_names_no_queue(wire, protocol, given):
    code, status, _ = wire.call(protocol, "ReceiveMessage", **given).error()
    assert (code, status) == (QUERY_PREFIX + "NonExistentQueue", 400)


@pytest.mark.parametrize("action", ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])
def test_a_batch_without_entries(wire, queue, action):
    for answer in (
        wire.json(action, {"QueueUrl": queue}),
        wire.json(action, {"QueueUrl": queue, "Entries": []}),
        wire.query(action, QueueUrl=queue),
    ):
        code, status, text = answer.error()
        assert (code, status) == (QUERY_PREFIX + "EmptyBatchRequest", 400)
        assert action + "RequestEntry" in text


@pytest.mark.parametrize(
    "action, result",
    [
        ("ReceiveMessage", "ReceiveMessageResult"),
        ("ListQueueTags", "ListQueueTagsResult"),
        ("GetQueueAttributes", "GetQueueAttributesResult"),
        ("ListDeadLetterSourceQueues", "ListDeadLetterSourceQueuesResult"),
    ],
)
def test_empty_answers(wire, queue, action, result):
    assert wire.json(action, {"QueueUrl": queue}).body == b"{}"
    answer = wire.query(action, QueueUrl=queue)
    assert f"<{result}/>".encode() in answer.body


def test_a_list_of_no_queues(wire, unique):
    prefix = unique("none")
    assert wire.json("ListQueues", {"QueueNamePrefix": prefix}).body == b"{}"
    assert b"<ListQueuesResult/>" in wire.query("ListQueues", QueueNamePrefix=prefix).body


def test_json_members_that_are_null_are_absent(wire, queue):
    answer = wire.json(
        "SendMessage", {"QueueUrl": queue, "MessageBody": "x", "DelaySeconds": None, "MessageAttributes": None}
    )
    assert answer.status == 200
    assert wire.json("ReceiveMessage", {"QueueUrl": queue, "AttributeNames": None}).json()["Messages"]


def test_a_carriage_return_survives_xml(wire, queue):
    wire.query("SendMessage", QueueUrl=queue, MessageBody="a\rb\r\nc<&\"'>]]>")
    answer = wire.query("ReceiveMessage", QueueUrl=queue, WaitTimeSeconds="5")
    assert b"a&#xD;b&#xD;\nc&lt;&amp;" in answer.body
    assert answer.xml().findtext("ReceiveMessageResult/Message/Body") == "a\rb\r\nc<&\"'>]]>"


def test_escapes_and_pairs_of_surrogates_survive_json(wire, queue):
    body = b'\\ud83d\\udcef \\"\\\\ \\/ \\u00e9 \xf0\x9f\x93\xaf \\r\\n\\t'
    sent = b'{"QueueUrl":"%s","MessageBody":"%s"}' % (queue.encode(), body)
    assert wire.json("SendMessage", sent).status == 200
    [message] = wire.json("ReceiveMessage", {"QueueUrl": queue, "WaitTimeSeconds": 5}).json()["Messages"]
    assert message["Body"] == '\U0001f4ef "\\ / é \U0001f4ef \r\n\t'


def test_half_a_pair_of_surrogates_is_refused(wire, queue):
    answer = wire.json("SendMessage", b'{"QueueUrl":"%s","MessageBody":"a\\ud83db"}' % queue.encode())
    code, status, _ = answer.error()
    assert status == 400
    assert code in ("InvalidMessageContents", "MalformedInput")


def test_json_posted_to_the_queue_url(wire, queue):
    answer = wire.json("SendMessage", {"QueueUrl": queue, "MessageBody": "x"}, path=path(queue))
    assert answer.status == 200


def test_the_query_mode_header_changes_nothing(wire, unique):
    body = {"QueueName": unique("none")}
    plain, mode = wire.json("GetQueueUrl", body), wire.json("GetQueueUrl", body, **{"x-amzn-query-mode": "true"})
    assert plain.body == mode.body
    assert plain.headers["x-amzn-query-error"] == mode.headers["x-amzn-query-error"]


def test_a_form_posted_to_the_queue_url(wire, queue):
    assert wire.query("SendMessage", path(queue), MessageBody="x").status == 200
    got = wire.query("ReceiveMessage", path(queue), WaitTimeSeconds="5")
    assert got.xml().findtext("ReceiveMessageResult/Message/Body") == "x"


def test_the_body_names_the_queue_before_the_path(wire, queue, clients, unique):
    other = clients("json").create_queue(QueueName=unique("other"))["QueueUrl"]
    wire.query("SendMessage", path(queue), QueueUrl=other, MessageBody="x")
    [message] = wire.json("ReceiveMessage", {"QueueUrl": other, "WaitTimeSeconds": 5}).json()["Messages"]
    assert message["Body"] == "x"
    assert wire.json("ReceiveMessage", {"QueueUrl": queue}).json() == {}


def test_get_at_the_root_and_at_the_queue_url(wire, queue):
    root = wire.get("/", {"Action": "SendMessage", "Version": "2012-11-05", "QueueUrl": queue, "MessageBody": "1"})
    assert root.status == 200
    there = wire.get(path(queue), {"Action": "SendMessage", "Version": "2012-11-05", "MessageBody": "2"})
    assert there.status == 200
    answer = wire.get(path(queue), {"Action": "GetQueueAttributes", "AttributeName.1": "ApproximateNumberOfMessages"})
    assert answer.xml().findtext("GetQueueAttributesResult/Attribute/Value") == "2"


@pytest.mark.parametrize("action", ["CreateQueue", "ListQueues"])
def test_actions_that_no_queue_url_has(wire, queue, action, unique):
    answer = wire.get(path(queue), {"Action": action, "QueueName": unique("never")})
    assert answer.error() == ("InvalidAction", 400, f"The action {action} is not valid for this endpoint.")


def test_a_queue_url_without_an_action(wire, queue):
    answer = wire.get(path(queue))
    assert answer.status == 404
    assert answer.body.strip().endswith(b"<UnknownOperationException/>")


def test_get_at_the_url_of_a_missing_queue(wire, endpoint, unique):
    answer = wire.get(f"/{endpoint.first.id}/{unique('none')}", {"Action": "GetQueueAttributes"})
    text = "The specified queue does not exist for this wsdl version."
    assert answer.error() == (QUERY_PREFIX + "NonExistentQueue", 400, text)


def test_indices_out_of_order_and_with_gaps(wire, queue):
    answer = wire.query(
        "SendMessageBatch",
        QueueUrl=queue,
        **{
            "SendMessageBatchRequestEntry.7.Id": "c",
            "SendMessageBatchRequestEntry.7.MessageBody": "3",
            "SendMessageBatchRequestEntry.2.MessageBody": "1",
            "SendMessageBatchRequestEntry.2.Id": "a",
            "SendMessageBatchRequestEntry.5.Id": "b",
            "SendMessageBatchRequestEntry.5.MessageBody": "2",
        },
    )
    entries = answer.xml().findall("SendMessageBatchResult/SendMessageBatchResultEntry")
    assert [entry.findtext("Id") for entry in entries] == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["AttributeName", "MessageSystemAttributeName"])
def test_both_names_of_system_attributes(wire, queue, name):
    wire.query("SendMessage", QueueUrl=queue, MessageBody="x")
    answer = wire.query("ReceiveMessage", QueueUrl=queue, WaitTimeSeconds="5", **{name + ".1": "SentTimestamp"})
    shown = answer.xml().findall("ReceiveMessageResult/Message/Attribute")
    assert [attribute.findtext("Name") for attribute in shown] == ["SentTimestamp"]


@pytest.mark.parametrize("number", ["x", "1.5", "", "99999999999999999999"])
def test_numbers_that_are_none(wire, queue, number):
    _, status, _ = wire.query("ReceiveMessage", QueueUrl=queue, MaxNumberOfMessages=number).error()
    assert status == 400


def test_a_caller_without_credentials(wire, endpoint):
    answer = wire.send(
        "POST", "/", {"Content-Type": JSON_TYPE, "X-Amz-Target": "AmazonSQS.ListQueues"}, b"{}", signed=False
    )
    assert answer.status == 403
    assert answer.headers["x-amzn-query-error"] == "AccessDenied;Sender"
    form = wire.send("POST", "/", {"Content-Type": FORM_TYPE}, b"Action=ListQueues", signed=False)
    assert form.error()[:2] == ("AccessDenied", 403)


def test_an_authorization_that_is_none(wire):
    headers = {
        "Content-Type": JSON_TYPE,
        "X-Amz-Target": "AmazonSQS.ListQueues",
        "Authorization": "AWS4-HMAC-SHA256 nonsense",
    }
    answer = wire.send("POST", "/", headers, b"{}", signed=False)
    assert answer.status == 400
    assert answer.headers["x-amzn-query-error"] == "IncompleteSignature;Sender"
    assert answer.json()["__type"].endswith("#IncompleteSignatureException")
