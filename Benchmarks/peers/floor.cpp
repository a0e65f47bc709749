// How fast it could be: answers the calls of workloads.py with simdjson, and checks no schema.
//
// usage: floor arith|orders < CALLS > REPLIES
//
// One call a line, one reply a line, in blocks of a megabyte. What is answered is what the contracts' handlers answer;
// a line that is not such a call gets an error. Numbers are written as the shortest that read the same.
#include <simdjson.h>

#include <charconv>
#include <cstring>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using namespace simdjson;

constexpr size_t block = 1 << 20;
// No reply is longer.
constexpr size_t slack = 1 << 12;

class Output {
    std::vector<char> bytes = std::vector<char>(block + slack);
    char *end = bytes.data();

public:
    void text(std::string_view it) {
        std::memcpy(end, it.data(), it.size());
        end += it.size();
    }

    template <typename Number> void number(Number it) { end = std::to_chars(end, end + 32, it).ptr; }

    void flush() {
        for (const char *from = bytes.data(); from < end;) {
            ssize_t count = write(STDOUT_FILENO, from, end - from);
            if (count < 0) _exit(74);
            from += count;
        }
        end = bytes.data();
    }

    void flushIfFull() {
        if (end >= bytes.data() + block) flush();
    }
};

/// The id as it stands in the call, if it is not too long to write back.
bool writeId(Output &out, std::string_view id) {
    while (!id.empty() && std::strchr(" \t\r\n", id.back())) id.remove_suffix(1);
    if (id.empty() || id.size() > slack / 2) return false;
    out.text(R"({"jsonrpc":"2.0","id":)");
    out.text(id);
    return true;
}

void refuse(Output &out) {
    out.text(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}})"
             "\n");
}

/// Walks the call once, member by member, in whatever order they stand.
struct Arith {
    ondemand::parser parser;

    void answer(const char *line, size_t length, size_t readable, Output &out) {
        double a = 0, b = 0;
        std::string_view version, method, id;
        if (!read(line, length, readable, version, method, id, a, b) || version != "2.0" || method != "arith.add" ||
            !writeId(out, id))
            return refuse(out);
        out.text(R"(,"result":{"sum":)");
        out.number(a + b);
        out.text("}}\n");
    }

private:
    bool read(const char *line, size_t length, size_t readable, std::string_view &version, std::string_view &method,
              std::string_view &id, double &a, double &b) {
        ondemand::document document;
        ondemand::object call;
        if (parser.iterate(line, length, readable).get(document) || document.get_object().get(call)) return false;
        bool hasA = false, hasB = false;
        for (auto member : call) {
            ondemand::raw_json_string name;
            ondemand::value value;
            if (member.key().get(name) || member.value().get(value)) return false;
            if (name == "jsonrpc") {
                if (value.get_string().get(version)) return false;
            } else if (name == "method") {
                if (value.get_string().get(method)) return false;
            } else if (name == "id") {
                id = value.raw_json_token();
            } else if (name == "params") {
                ondemand::object params;
                if (value.get_object().get(params)) return false;
                for (auto param : params) {
                    ondemand::raw_json_string key;
                    if (param.key().get(key)) return false;
                    bool isA = key == "a";
                    if (!isA && !(key == "b")) return false;
                    if (param.value().get_double().get(isA ? a : b)) return false;
                    (isA ? hasA : hasB) = true;
                }
            }
        }
        return hasA && hasB;
    }
};

/// Parses the whole order, as what checks it must.
struct Orders {
    dom::parser parser;

    void answer(const char *line, size_t length, size_t, Output &out) {
        dom::element call;
        std::string_view version, method;
        int64_t id;
        dom::array items;
        double total;
        // The buffer goes on behind the line, so that nothing need be copied.
        if (parser.parse(line, length, false).get(call) || call["jsonrpc"].get(version) || version != "2.0" ||
            call["method"].get(method) || method != "orders.check" || call["id"].get(id) ||
            call["params"]["items"].get(items) || call["params"]["total"].get(total))
            return refuse(out);
        out.text(R"({"jsonrpc":"2.0","id":)");
        out.number(id);
        out.text(R"(,"result":{"ok":true,"lines":)");
        out.number(items.size());
        out.text(R"(,"total":)");
        out.number(total);
        out.text("}}\n");
    }
};

template <typename Service> int run() {
    Service service;
    Output out;
    std::vector<char> in(2 * block + SIMDJSON_PADDING);
    size_t held = 0;
    for (bool isAtEnd = false; !isAtEnd;) {
        if (held > block) return 65; // a line of more than a block
        ssize_t count = read(STDIN_FILENO, in.data() + held, block - 1);
        if (count < 0) return 74;
        held += count;
        isAtEnd = count == 0;
        if (isAtEnd && held > 0) in[held++] = '\n';
        size_t start = 0;
        while (auto *newline = static_cast<char *>(std::memchr(in.data() + start, '\n', held - start))) {
            size_t length = newline - (in.data() + start);
            if (length > 0) service.answer(in.data() + start, length, in.size() - start, out);
            out.flushIfFull();
            start += length + 1;
        }
        std::memmove(in.data(), in.data() + start, held - start);
        held -= start;
    }
    out.flush();
    return 0;
}

} // namespace

int main(int count, char **words) {
    std::string_view service = count == 2 ? words[1] : "";
    if (service == "arith") return run<Arith>();
    if (service == "orders") return run<Orders>();
    static const char usage[] = "usage: floor arith|orders < CALLS > REPLIES\n";
    return write(STDERR_FILENO, usage, sizeof usage - 1) < 0 ? 74 : 64;
}
