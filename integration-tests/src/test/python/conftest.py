"""Clients of the endpoint under test, whose address and keys come in environment variables."""

import functools
import json
import os
import pathlib
import uuid
from dataclasses import dataclass, field

import botocore.config
import botocore.loaders
import botocore.session
import pytest

pytest.register_assert_rewrite("contract", "topics")

from contract import Wire  # noqa: E402
from query_model import as_query  # noqa: E402
from topics import Queues  # noqa: E402


@dataclass(frozen=True)
class Account:
    id: str
    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Endpoint:
    uri: str
    region: str
    first: Account
    second: Account


@pytest.fixture(scope="session")
def endpoint():
    accounts = [Account(*entry.split(":", 2)) for entry in os.environ["POSTHORN_TEST_ACCOUNTS"].split(",")]
    return Endpoint(os.environ["POSTHORN_TEST_ENDPOINT"], os.environ["POSTHORN_TEST_REGION"], *accounts[:2])


@pytest.fixture(scope="session")
def query_data(tmp_path_factory):
    """A data folder for botocore in which SQS speaks the query protocol."""
    root = tmp_path_factory.mktemp("botocore")
    folder: pathlib.Path = root / "sqs" / "2012-11-05"
    folder.mkdir(parents=True)
    model = botocore.loaders.Loader().load_service_model("sqs", "service-2", "2012-11-05")
    (folder / "service-2.json").write_text(json.dumps(as_query(model)))
    return root


@pytest.fixture(scope="session")
def clients(endpoint, query_data):
    """Gives the client for a protocol, an account, and perhaps another secret or key id."""

    @functools.cache
    def make(protocol, account=None, service="sqs", **other):
        owner = account or endpoint.first
        session = botocore.session.Session()
        if protocol == "query":
            session.get_component("data_loader").search_paths.insert(0, str(query_data))
        client = session.create_client(
            service,
            endpoint_url=endpoint.uri,
            region_name=endpoint.region,
            aws_access_key_id=other.get("key", owner.key),
            aws_secret_access_key=other.get("secret", owner.secret),
            config=botocore.config.Config(
                proxies={}, read_timeout=30, retries={"total_max_attempts": 1}, parameter_validation=True
            ),
        )
        return client

    return make


@pytest.fixture(params=["json", "query"])
def protocol(request):
    return request.param


@pytest.fixture
def sqs(clients, protocol):
    client = clients(protocol)
    assert client.meta.service_model.resolved_protocol == protocol
    return client


@pytest.fixture
def unique():
    """Makes names that no other test uses."""
    return lambda stem: f"{stem}-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def queue(sqs, unique):
    return sqs.create_queue(QueueName=unique("boto3"))["QueueUrl"]


@pytest.fixture
def wire(endpoint):
    """Sends signed requests that no SDK would make."""
    return Wire(endpoint)


@pytest.fixture
def sns(clients):
    return clients("query", service="sns")


@pytest.fixture
def stranger(clients, endpoint):
    """The other account's client of topics."""
    return clients("query", endpoint.second, "sns")


@pytest.fixture
def topic(sns, unique):
    return sns.create_topic(Name=unique("topic"))["TopicArn"]


@pytest.fixture
def fifo_topic(sns, unique):
    """A FIFO topic that tells messages by their bodies."""
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
    return sns.create_topic(Name=unique("topic") + ".fifo", Attributes=attributes)["TopicArn"]


@pytest.fixture
def queues(clients, unique):
    """Makes queues of the first account for topics to send to."""
    return Queues(clients("json"), unique)


@pytest.fixture
def strange_queues(clients, endpoint, unique):
    """Makes queues of the other account."""
    return Queues(clients("json", endpoint.second), unique)


@pytest.fixture
def sns_wire(endpoint):
    """Sends requests about topics that no SDK would make."""
    return Wire(endpoint, service="sns")
