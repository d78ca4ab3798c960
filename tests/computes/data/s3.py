"""A real S3 server (moto's) on a port of its own."""

from __future__ import annotations

import contextlib
import logging
import urllib.request
from collections.abc import Iterator

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET = "AKIAEXAMPLE", "wJalrXUtnFEMI-K7MDENG-very-secret"


class S3:
    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.options = {"key": KEY, "secret": SECRET, "endpoint_url": self.url, "region": "us-east-1"}
        self.client = boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1"
        )

    def reset(self) -> None:
        for bucket in self.client.list_buckets()["Buckets"]:
            for entry in self.client.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
                self.client.delete_object(Bucket=bucket["Name"], Key=entry["Key"])
            self.client.delete_bucket(Bucket=bucket["Name"])
        self.client.create_bucket(Bucket="team")

    def put(self, key: str, content: bytes, bucket: str = "team") -> None:
        self.client.put_object(Bucket=bucket, Key=key, Body=content)

    def objects(self, bucket: str = "team") -> dict[str, bytes]:
        listed = self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {entry["Key"]: self.client.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read() for entry in listed}

    @contextlib.contextmanager
    def denying(self) -> Iterator[None]:
        """Nobody's credentials are good meanwhile."""
        self._require("0")
        yield
        self._require("inf")

    def _require(self, after: str) -> None:
        asked = urllib.request.Request(f"{self.url}/moto-api/reset-auth", after.encode(), {"Content-Type": "text/plain"}, method="POST")
        urllib.request.urlopen(asked).close()

    def close(self) -> None:
        self.server.stop()
