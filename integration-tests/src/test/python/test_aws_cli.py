"""The commands that people type first."""

import json
import os
import shutil
import subprocess

import pytest


@pytest.fixture
def aws(endpoint):
    program = shutil.which("aws")
    if program is None:
        if os.environ.get("POSTHORN_REQUIRE_BOTO3") == "true":
            pytest.fail("the aws CLI is missing")
        pytest.skip("the aws CLI is missing")

    def run(*arguments):
        done = subprocess.run(
            [program, "--endpoint-url", endpoint.uri, "--output", "json", "sqs", *arguments],
            env={
                **os.environ,
                "AWS_ACCESS_KEY_ID": endpoint.first.key,
                "AWS_SECRET_ACCESS_KEY": endpoint.first.secret,
                "AWS_DEFAULT_REGION": endpoint.region,
                "AWS_PAGER": "",
                "NO_PROXY": "*",
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run


def test_the_first_four_commands(aws, unique):
    url = aws("create-queue", "--queue-name", unique("cli"))["QueueUrl"]
    sent = aws("send-message", "--queue-url", url, "--message-body", "Hello")
    [message] = aws("receive-message", "--queue-url", url, "--wait-time-seconds", "5")["Messages"]
    deleted = aws("delete-message", "--queue-url", url, "--receipt-handle", message["ReceiptHandle"])

    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "Hello"
    assert deleted is None
    assert aws("receive-message", "--queue-url", url) is None
