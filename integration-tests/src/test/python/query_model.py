"""botocore's model of SQS as it was before the service spoke JSON.

The shapes are the same today; what is gone from the model is how AWS's query protocol names them. Put back, botocore
writes forms and reads XML again, as every client made before November 2023 does.
"""

import copy

NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/"

# The name of each flattened list's members.
MEMBERS = {
    "ActionNameList": "ActionName",
    "AttributeNameList": "AttributeName",
    "AWSAccountIdList": "AWSAccountId",
    "BatchResultErrorEntryList": "BatchResultErrorEntry",
    "ChangeMessageVisibilityBatchRequestEntryList": "ChangeMessageVisibilityBatchRequestEntry",
    "ChangeMessageVisibilityBatchResultEntryList": "ChangeMessageVisibilityBatchResultEntry",
    "DeleteMessageBatchRequestEntryList": "DeleteMessageBatchRequestEntry",
    "DeleteMessageBatchResultEntryList": "DeleteMessageBatchResultEntry",
    "ListMessageMoveTasksResultEntryList": "ListMessageMoveTasksResultEntry",
    "MessageAttributeNameList": "MessageAttributeName",
    "MessageList": "Message",
    "MessageSystemAttributeList": "AttributeName",
    "QueueUrlList": "QueueUrl",
    "SendMessageBatchRequestEntryList": "SendMessageBatchRequestEntry",
    "SendMessageBatchResultEntryList": "SendMessageBatchResultEntry",
    "TagKeyList": "TagKey",
}

# The names of each flattened map, its keys and its values.
MAPS = {
    "MessageBodyAttributeMap": ("MessageAttribute", "Name", "Value"),
    "MessageBodySystemAttributeMap": ("MessageSystemAttribute", "Name", "Value"),
    "MessageSystemAttributeMap": ("Attribute", "Name", "Value"),
    "QueueAttributeMap": ("Attribute", "Name", "Value"),
    "TagMap": ("Tag", "Key", "Value"),
}

ERRORS = {
    "BatchEntryIdsNotDistinct": ("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400),
    "EmptyBatchRequest": ("AWS.SimpleQueueService.EmptyBatchRequest", 400),
    "PurgeQueueInProgress": ("AWS.SimpleQueueService.PurgeQueueInProgress", 403),
    "QueueDoesNotExist": ("AWS.SimpleQueueService.NonExistentQueue", 400),
    "QueueNameExists": ("QueueAlreadyExists", 400),
}


def as_query(model):
    """The model whose clients speak the query protocol."""
    query = copy.deepcopy(model)
    metadata = query["metadata"]
    for json_only in ("awsQueryCompatible", "jsonVersion", "targetPrefix"):
        metadata.pop(json_only, None)
    metadata.update(protocol="query", protocols=["query"], xmlNamespace=NAMESPACE)
    for name, operation in query["operations"].items():
        if "output" in operation:
            operation["output"]["resultWrapper"] = name + "Result"
    shapes = query["shapes"]
    for name, member in MEMBERS.items():
        assert shapes[name]["flattened"], name
        shapes[name]["member"]["locationName"] = member
    for kind in ("Binary", "String"):
        shapes[kind + "List"]["member"]["locationName"] = kind + "ListValue"
    for name, (_, key, value) in MAPS.items():
        assert shapes[name]["flattened"], name
        shapes[name]["key"]["locationName"] = key
        shapes[name]["value"]["locationName"] = value
    for shape in shapes.values():
        for member in shape.get("members", {}).values():
            if member["shape"] in MAPS:
                member["locationName"] = MAPS[member["shape"]][0]
    for name, (code, status) in ERRORS.items():
        shapes[name]["error"] = {"code": code, "httpStatusCode": status, "senderFault": True}
    return query
