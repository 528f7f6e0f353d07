#!/usr/bin/env python3
"""Signs random requests with botocore, for RandomRequestsTest.

Writes src/test/resources/sigv4/random-requests.tsv.gz, one request a line:
form, method, path, query, headers (name:value pairs), body, secret, key id, region, service, signing instant;
path, query, header values and body are base64, as a server would see their bytes. Needs botocore; the seed is fixed.

    python3 src/test/python/random_requests.py
"""

import base64
import datetime
import gzip
import io
import pathlib
import random
import string
import urllib.parse

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

COUNT = 3500
OUT = pathlib.Path(__file__).parents[1] / "resources" / "sigv4" / "random-requests.tsv.gz"
rnd = random.Random(20260101)
UNICODE = "äßéøŁжщДшыעשبحरकखタ中文😀🦉\u0301\u200d"
PLAIN = string.ascii_letters + string.digits
PUNCTUATION = "-_.~!$&'()*+,;=:@/?#[]%\"<>\\^`{|} "


def text(low, high, alphabet):
    return "".join(rnd.choice(alphabet) for _ in range(rnd.randint(low, high)))


def path():
    kind = rnd.random()
    if kind < 0.35:
        return "/"
    segments = []
    for _ in range(rnd.randint(1, 5)):
        pick = rnd.random()
        if pick < 0.1:
            segments.append(".")
        elif pick < 0.2:
            segments.append("..")
        elif pick < 0.3:
            segments.append("")
        elif pick < 0.7:
            segments.append(text(1, 12, PLAIN))
        else:
            segments.append(urllib.parse.quote(text(1, 8, PLAIN + PUNCTUATION + UNICODE), safe=rnd.choice(["", "~:@,;=+$!*'()"])))
    return "/" + "/".join(segments) + rnd.choice(["", "/"])


def query():
    pairs = []
    for _ in range(rnd.choice([0, 0, 1, 2, 5, 12])):
        name = urllib.parse.quote(text(1, 8, rnd.choice([PLAIN, "aAbB", PLAIN + PUNCTUATION + UNICODE])), safe="-_.~")
        value = urllib.parse.quote(text(0, 12, PLAIN + PUNCTUATION + UNICODE), safe="-_.~")
        pairs.append(name + "=" + value)
    if pairs and rnd.random() < 0.3:
        pairs.append(pairs[0].split("=")[0] + "=" + text(1, 3, PLAIN))
    return "&".join(pairs)


def body():
    kind = rnd.random()
    if kind < 0.2:
        return b""
    if kind < 0.4:
        return bytes(rnd.getrandbits(8) for _ in range(rnd.randint(1, 40)))
    return text(1, 60, PLAIN + PUNCTUATION + UNICODE + "\n\r\t").encode()


def b64(value):
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def one(number):
    key_id = "AKIA" + text(16, 16, string.ascii_uppercase + "234567")
    secret = text(1, 40, PLAIN + "+/=" + (UNICODE if number % 10 == 0 else ""))
    region = rnd.choice(["us-east-1", "eu-central-1", "ru-central1", "cn-hangzhou", "local"])
    service = rnd.choice(["sqs", "sns", "sts", "events", "mq", "onsmqtt"])
    now = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=rnd.randint(0, 10**8))
    host = rnd.choice(["localhost:4566", "sqs.us-east-1.amazonaws.com", "queue.example:80", "[::1]:4566"])
    presigned = rnd.random() < 0.35
    expires = rnd.choice([1, 60, 900, 3600, 604800])
    method = rnd.choice(["GET", "POST", "POST", "POST", "PUT", "DELETE", "PATCH"])

    request_query = query()
    url = "http://" + host + path() + ("?" + request_query if request_query else "")
    request = AWSRequest(method=method, url=url, data=b"" if presigned else body())
    request.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    request.headers["Host"] = host
    for _ in range(rnd.randint(0, 4)):
        name = rnd.choice(["X-Amz-Target", "Content-Type", "X-Amz-Meta-" + text(1, 6, PLAIN), "My-" + text(1, 8, PLAIN)])
        value = rnd.choice(["", " ", "\t", "  "]).join(text(0, 10, PLAIN + "-;,=/\"'") for _ in range(rnd.randint(1, 4)))
        if name == "Content-Type":
            value = rnd.choice(["application/x-amz-json-1.0", "application/x-www-form-urlencoded", "text/plain;  charset=utf-8"])
        if name.startswith("My-") and rnd.random() < 0.3:
            request.headers.add_header(name, value)
            request.headers.add_header(name, text(1, 5, PLAIN))
        elif name not in request.headers:
            request.headers[name] = value

    credentials = Credentials(key_id, secret)
    if presigned:
        signer = botocore.auth.SigV4QueryAuth(credentials, service, region, expires=expires)
    else:
        signer = botocore.auth.SigV4Auth(credentials, service, region)

    # botocore takes the time from the clock; a fixed one keeps this file the same from run to run
    for clock in ("get_current_datetime",):
        if hasattr(botocore.auth, clock):
            setattr(botocore.auth, clock, lambda remove_tzinfo=True: now.replace(tzinfo=None) if remove_tzinfo else now)
    signer.add_auth(request)

    parts = urllib.parse.urlsplit(request.url)
    sent_body = request.data if isinstance(request.data, bytes) else (request.data or "").encode()
    headers = list(request.headers.items())
    if rnd.random() < 0.5:
        headers.append(("User-Agent", "unsigned/1.0"))
    return "\t".join(
        [
            "query" if presigned else "header",
            method,
            b64(parts.path),
            b64(parts.query),
            ",".join(name + ":" + b64(value) for name, value in headers),
            b64(sent_body),
            b64(secret),
            key_id,
            region,
            service,
            now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ]
    )


def main():
    lines = [one(number) for number in range(COUNT)]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    raw = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as out:
        out.write(("\n".join(lines) + "\n").encode())
    OUT.write_bytes(raw.getvalue())
    print(f"{len(lines)} requests, {OUT.stat().st_size} bytes, botocore {botocore.__version__}")


if __name__ == "__main__":
    main()
