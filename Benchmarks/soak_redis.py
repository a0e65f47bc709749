"""Calls over Redis while something breaks every second.

One batch with 64 calls in flight, three servers, a redis-server with an append-only file. Each caller must get exactly one
reply, right, or one failure that says what is known; at the end nothing may be pending, and calls must pass as before.

It goes on at least until each fault has happened. Usage: soak_redis.py CLAMATOR-REPL CALLS [SECONDS]
"""

import collections
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOOL = os.path.abspath(sys.argv[1])
CALLS = int(sys.argv[2])
LIMIT = float(sys.argv[3]) if len(sys.argv) > 3 else float("inf")
SERVERS = 3
JOBS = 64
TIMEOUT = 5000
CLAIM_IDLE = 2000
SEED = int(os.environ.get("SOAK_SEED", "1"))


class Redis:
    """A redis-server on a socket of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder + "/redis.sock"
        self.url = "unix://" + self.socket
        self.copy = folder + "/copy"
        self.process = None
        self.start()

    def start(self):
        words = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", ""]
        # A copy that is taken while Redis writes its file anew would lack the half of it.
        words += ["--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while self.ask("PING") != "PONG":
            if self.process.poll() is not None:
                raise OSError("redis-server does not start")
            time.sleep(0.02)

    def ask(self, *words):
        run = subprocess.run(["redis-cli", "-s", self.socket, *words], capture_output=True, text=True, timeout=60)
        return run.stdout.strip()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def remember(self):
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.folder + "/appendonlydir", self.copy)

    def restore(self):
        self.kill()
        shutil.rmtree(self.folder + "/appendonlydir")
        shutil.copytree(self.copy, self.folder + "/appendonlydir")
        self.start()


class Chaos:
    """The faults, one a second."""

    def __init__(self, redis):
        self.redis = redis
        self.random = random.Random(SEED)
        self.servers = [self.serve(index) for index in range(SERVERS)]
        self.counts = collections.Counter()
        self.ended = threading.Event()
        self.all_happened = threading.Event()
        self.faults = [
            self.server_killed, self.server_stopped, self.clients_killed, self.clients_paused, self.redis_stopped,
            self.redis_killed, self.flushed, self.no_memory, self.restored, self.ids_in_the_future, self.group_in_the_future,
            self.full, self.full_without_memory, self.full_while_clients_are_killed,
        ]

    def serve(self, index):
        words = [TOOL, "serve", CONTRACT, "--redis", self.redis.url, "--prefix", "soak", "--quiet"]
        words += ["--claim-idle", str(CLAIM_IDLE), "--concurrency", "8"]
        log = open(f"{self.redis.folder}/serve-{index}.log", "ab")
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=log)

    def run(self):
        rest = []
        while not self.ended.wait(1):
            if not rest:
                rest = self.random.sample(self.faults, len(self.faults))
            fault = rest.pop()
            try:
                fault()
                self.counts[fault.__name__] += 1
            except (OSError, subprocess.SubprocessError) as error:
                self.counts[f"failed: {error}"] += 1
            for index, server in enumerate(self.servers):
                # One that cannot reach Redis at its start ends with 69.
                if server.poll() is not None:
                    self.counts["servers started again"] += 1
                    self.servers[index] = self.serve(index)
            if not rest:
                self.all_happened.set()

    def server_killed(self):
        self.random.choice(self.servers).kill()

    def server_stopped(self):
        server = self.random.choice(self.servers)
        server.send_signal(signal.SIGSTOP)
        time.sleep(3)
        server.send_signal(signal.SIGCONT)

    def clients_killed(self):
        self.redis.ask("CLIENT", "KILL", "TYPE", "normal")

    def clients_paused(self):
        self.redis.ask("CLIENT", "PAUSE", "700")

    def redis_stopped(self):
        self.redis.process.send_signal(signal.SIGSTOP)
        time.sleep(2)
        self.redis.process.send_signal(signal.SIGCONT)

    def redis_killed(self):
        self.redis.kill()
        time.sleep(0.3)
        self.redis.start()

    def flushed(self):
        self.redis.ask("FLUSHALL")

    def no_memory(self):
        self.redis.ask("CONFIG", "SET", "maxmemory", "1")
        time.sleep(1)
        self.redis.ask("CONFIG", "SET", "maxmemory", "0")

    def restored(self):
        if os.path.exists(self.redis.copy):
            self.redis.restore()
        self.redis.remember()

    def ids_in_the_future(self):
        """As if the clock had been an hour ahead until now."""
        later = f"{int(time.time() * 1000) + 3_600_000}-0"
        self.redis.ask("XADD", "soak:cmds:arith", later, "type", "rpc")
        time.sleep(0.5)
        self.redis.ask("FLUSHALL")

    def full(self):
        """The last id that a stream can give is taken."""
        self.redis.ask("XADD", "soak:cmds:arith", "18446744073709551615-18446744073709551615", "type", "rpc")

    def full_without_memory(self):
        self.full()
        self.no_memory()

    def full_while_clients_are_killed(self):
        self.full()
        for _ in range(20):
            self.clients_killed()
            time.sleep(0.1)

    def group_in_the_future(self):
        self.redis.ask("XGROUP", "SETID", "soak:cmds:arith", "arith", "99999999999999-0")


def main():
    folder = tempfile.mkdtemp(prefix="soak")
    redis = Redis(folder)
    chaos = Chaos(redis)
    words = [TOOL, "batch", CONTRACT, "--redis", redis.url, "--prefix", "soak", "--jobs", str(JOBS), "--unordered"]
    words += ["--timeout", str(TIMEOUT)]
    # What is sent before the first server has joined is lost.
    while "arith" not in redis.ask("XINFO", "GROUPS", "soak:cmds:arith"):
        time.sleep(0.05)
    start = time.time()
    batch = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    sent = 0

    def write():
        nonlocal sent
        with batch.stdin as lines:
            for number in itertools.count():
                if chaos.all_happened.is_set() and (number >= CALLS or time.time() - start > LIMIT):
                    return
                # What a full stream refuses fails at once.
                if number >= CALLS:
                    time.sleep(0.001)
                call = {"jsonrpc": "2.0", "id": number, "method": "arith.add", "params": {"a": number, "b": 1}}
                lines.write(json.dumps(call) + "\n")
                lines.flush()
                sent += 1

    threading.Thread(target=write).start()
    chaos_thread = threading.Thread(target=chaos.run)
    chaos_thread.start()
    answered = collections.Counter()
    outcomes = collections.Counter()
    wrong = []
    for line in batch.stdout:
        reply = json.loads(line)
        answered[reply["id"]] += 1
        if "result" in reply:
            outcomes["right"] += 1
            if reply["result"] != {"sum": reply["id"] + 1}:
                wrong.append(line)
        else:
            error = reply["error"]
            data = error["data"] or {}
            if data.get("name") == "ClamatorTransportError" and error["message"] == "call timeout":
                outcomes["timed out: " + data.get("reason", "no more is known").split(":")[0]] += 1
            elif data.get("name") == "ClamatorTransportError":
                outcomes[f"{error['message']}: {str(data)[:80]}"] += 1
            else:
                wrong.append(line)
    batch.wait()
    chaos.ended.set()
    chaos_thread.join()
    seconds = time.time() - start
    status = "ok"
    # Nothing of it lasts; a full stream is seen within some seconds.
    end = time.time() + 10
    while True:
        after = subprocess.run(
            [TOOL, "call", CONTRACT, "arith.add", "a=1", "b=1", "--redis", redis.url, "--prefix", "soak"],
            capture_output=True, text=True)
        if after.returncode == 0 or time.time() > end:
            break
    end = time.time() + 30
    pending = redis.ask("XPENDING", "soak:cmds:arith", "arith").split("\n")[0]
    while pending != "0" and time.time() < end:
        time.sleep(0.5)
        pending = redis.ask("XPENDING", "soak:cmds:arith", "arith").split("\n")[0]
    endings = []
    for server in chaos.servers:
        begin = time.time()
        server.terminate()
        server.wait()
        endings.append(time.time() - begin)
    redis.kill()
    twice = sum(1 for count in answered.values() if count != 1)
    missing = sent - len(answered)
    if wrong or twice or missing or pending != "0" or after.stdout != '{"sum":2}\n' or max(endings) > 7:
        status = "FAILED"
    print(f"{status}: {sent} calls in {seconds:.0f} s, seed {SEED}")
    for name, count in sorted(outcomes.items(), key=lambda item: -item[1]):
        print(f"  {count:7} {name}")
    print(f"  wrong {len(wrong)}, answered twice {twice}, not answered {missing}, pending at the end {pending}")
    print(f"  a call afterwards: {after.stdout.strip() or after.stderr.strip()}; servers ended within {max(endings):.1f} s")
    print("  faults: " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(chaos.counts.items())))
    for line in wrong[:5]:
        print("  wrong:", line.strip()[:300])
    error = batch.stderr.read().strip()
    if error:
        print("  batch said:", error[:500])
    if status != "ok":
        print("  kept:", folder)
        sys.exit(1)
    shutil.rmtree(folder)


CONTRACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "contracts", "arith.json")

if __name__ == "__main__":
    main()
