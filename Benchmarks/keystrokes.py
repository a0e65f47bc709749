#!/usr/bin/env python3
"""What a key costs at the prompt until it is painted: the processor time of the tool, all its threads together.

    Benchmarks/keystrokes.py [TOOL]        # .build/release/clamator-repl

The tool runs in a pseudo-terminal, in colour. Each key is sent alone, and the next one when the tool waits again. Beside
700 methods, an entry is long in several ways: one line of JSON, the same in lines, one of many params, of one text. Linux
only: what a thread has spent is read from /proc.
"""

import fcntl
import json
import os
import pathlib
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time

KEYS = int(os.environ.get("KEYS", 60))


def contracts(folder):
    """Seven services of a hundred methods, and one whose method takes a long entry."""
    def params(number):
        return {
            "type": "object", "required": ["name", "count"], "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "minLength": 1, "description": f"The name of thing {number}."},
                "count": {"type": "integer", "minimum": 0}, "kind": {"enum": ["small", "large"]},
                "place": {"$ref": "#/$defs/place"}}}
    for service in range(7):
        name = f"service{'abcdefg'[service]}"
        methods = {
            f"method{number}Of{service}": {
                "description": f"Does what {number} does.", "params": params(number),
                "result": {"type": "object", "properties": {"id": {"type": "string"}}}}
            for number in range(100)}
        place = {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}
        text = json.dumps({"service": name, "methods": methods, "$defs": {"place": place}})
        (folder / f"{name}.json").write_text(text)
    line = {"type": "object", "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}}}
    order = {"type": "object", "properties": {"lines": {"type": "array", "items": line}, "note": {"type": "string"}}}
    (folder / "orders.json").write_text(json.dumps(
        {"service": "orders", "methods": {"place": {"params": order, "result": {"type": "object"}}}}))


class Terminal:
    def __init__(self, command, home):
        self.process, self.main = pty.fork()
        if self.process == 0:
            environment = {"HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
        self.wait_for(b"clamator> ")

    def wait_for(self, text):
        seen = b""
        while text not in seen:
            seen += os.read(self.main, 65536)
        self.rest()

    def rest(self):
        """Takes output in until the tool waits for keys."""
        calm = 0
        while calm < 3:
            if select.select([self.main], [], [], 0.002)[0]:
                os.read(self.main, 65536)
                calm = 0
            else:
                calm = calm + 1 if self.state() == "S" else 0

    def settle(self):
        """Takes output in until nothing typed before keeps the tool busy."""
        before = -1
        while before != self.spent():
            before = self.spent()
            time.sleep(0.1)
            self.rest()

    def state(self):
        with open(f"/proc/{self.process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    def spent(self):
        """Nanoseconds."""
        total = 0
        for thread in os.listdir(f"/proc/{self.process}/task"):
            with open(f"/proc/{self.process}/task/{thread}/schedstat") as file:
                total += int(file.read().split()[0])
        return total

    def send(self, text):
        data = text.encode()
        while data:
            if select.select([self.main], [], [], 0)[0]:
                os.read(self.main, 65536)
            if select.select([], [self.main], [], 0.01)[1]:
                data = data[os.write(self.main, data[:512]):]

    def paste(self, text):
        self.send(f"\x1b[200~{text}\x1b[201~")
        time.sleep(0.1)
        self.rest()

    def key(self, key):
        before = self.spent()
        self.send(key)
        select.select([self.main], [], [], 1)
        self.rest()
        return self.spent() - before

    def end(self):
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self.main)


def long_entries(size=100_000):
    lines = [{"sku": f"A-{number}", "count": number} for number in range(size // 32)]
    one = "orders.place " + json.dumps({"lines": lines})[:-2] + ', {"sku": "'
    indented = "orders.place {\n  \"lines\": [\n" + "".join(
        f'    {{ "sku": "A-{number}", "count": {number} }},\n' for number in range(size // 37)) + '    { "sku": "'
    params = "orders.place " + " ".join(f"p{number}=value" for number in range(size // 12)) + " note="
    return {"one line of JSON": one, "JSON in lines": indented, "many params": params,
            "one text": "orders.place note=\"" + "some words " * (size // 11),
            "deep JSON": "orders.place " + '{"k":' * (size // 5) + '"'}


def measure(terminal, text, keys, share=1.0):
    """Types behind a share of a text."""
    terminal.send("\x03")
    time.sleep(0.05)
    terminal.rest()
    cut = int(len(text) * share)
    if text[cut:]:
        # Pasted first, and then what stands before it.
        terminal.paste(text[cut:])
        terminal.send("\x1b[A" * text[cut:].count("\n") + "\x01")
    if text[:cut]:
        terminal.paste(text[:cut])
    terminal.settle()
    return statistics.median(terminal.key(key) for key in keys)


def main():
    tool = sys.argv[1] if len(sys.argv) > 1 else ".build/release/clamator-repl"
    only = sys.argv[2:]
    with tempfile.TemporaryDirectory() as home:
        folder = pathlib.Path(home) / "contracts"
        folder.mkdir()
        contracts(folder)
        terminal = Terminal([os.path.abspath(tool), str(folder)], home)
        rows = [("700 methods: the name of a method", "", "servicea.method12Of0", 1),
                ("700 methods: params", "servicea.method12Of0", ' name="a b" count=12 kind=small place={"street": "x"}',
                 1),
                ("700 methods: an unknown word", "", "completelyunknown", 1),
                ("700 methods: behind an unknown word", "completely.unknown", " name=1 count=2", 1)]
        typed = "some words to be typed "
        for name, text in long_entries().items():
            rows.append((f"100 KB, {name}: at the end", text, typed, 1))
            rows.append((f"100 KB, {name}: in the middle", text, typed, 0.5))
            rows.append((f"100 KB, {name}: at the beginning", text, typed, 100 / len(text)))
        for name, text, keys, share in rows:
            if only and not any(word in name for word in only):
                continue
            keys = (keys * (KEYS // len(keys) + 1))[:KEYS] if text else keys
            print(f"{name:50} {measure(terminal, text, keys, share) / 1e6:7.2f} ms", flush=True)
        terminal.end()


main()
