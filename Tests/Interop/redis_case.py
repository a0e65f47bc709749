"""Tests that share a redis-server of their own."""
import os
import subprocess
import tempfile
import time
import unittest


class RedisCase(unittest.IsolatedAsyncioTestCase):
    """Has a redis-server at `url`, and a folder that lives as long."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        socket = os.path.join(cls.folder.name, "redis.sock")
        redis = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", cls.folder.name],
            stdout=subprocess.DEVNULL,
        )
        cls.addClassCleanup(redis.wait)
        cls.addClassCleanup(redis.kill)
        while not os.path.exists(socket):
            if redis.poll() is not None:
                raise RuntimeError(f"redis-server ended with {redis.returncode}")
            time.sleep(0.01)
        cls.url = f"unix://{socket}"
