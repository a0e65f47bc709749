import TestSupport
import ClamatorKit
import ScriptedHandlers
import ServiceSupport
import Testing

/// Mistakes that people make in handlers of services that keep records: each is told with its line and column, and with
/// what would be right.
@Suite struct RecordMistakesTests {
    private static let contract = ##"""
        {"service": "shop", "methods": {
          "order": {
            "params": {"type": "object", "required": ["id"], "additionalProperties": false, "properties": {
              "id": {"type": "integer"}, "title": {"type": "string"}, "price": {"type": "number"}, "done": {"type": "boolean"},
              "tags": {"type": "array", "items": {"type": "string"}},
              "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}}}},
            "result": {"type": "object", "additionalProperties": false, "properties": {
              "total": {"type": "number"}, "text": {"type": "string"}, "lines": {"type": "array"}}}}},
          "$defs": {"line": {"type": "object", "required": ["sku"], "additionalProperties": false,
            "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}}}}}
        """##

    /// What a user sees of a handlers file with one rule, which begins in column 14 of line 3.
    private func diagnostics(_ rule: String) throws -> String {
        let handlers = """
            {"service": "shop", "state": {"next": 1, "things": [{"id": 1, "title": "tea"}], "byName": {"tea": 1}, "log": [], "user": null},
             "handlers": {
                "order": \(rule)
             }}
            """
        let folder = try TemporaryFolder(["c.json": Self.contract, "c.handlers.json": handlers])
        return folder.diagnostics(in: try folder.load("c.json")).joined(separator: "\n")
    }

    @Test(arguments: [
        (
            #"{"result": {"total": "${price = 2}"}}"#,
            #"c.handlers.json:3:44: ${price = 2}: expected an operator or the end, got '='; '==' compares (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${price === 2 ? 1 : 2}"}}"#,
            #"c.handlers.json:3:46: ${price === 2 ? 1 : 2}: expected a value; '==' compares (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"text": "${title + \"!}"}}"#,
            #"c.handlers.json:3:45: ${title + "!}: the string does not end (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${title + 1}"}}"#,
            #"c.handlers.json:3:43: ${title + 1}: '+' adds two numbers or joins two strings, got string and number (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${title + '!'}"}}"#,
            #"c.handlers.json:3:45: ${title + '!'}: expected a value; a string has double quotes (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"total": "${prize * 2}"}}"#,
            #"c.handlers.json:3:38: ${prize * 2}: no param "prize"; did you mean "price"? (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${state.nxt}"}}"#,
            #"c.handlers.json:3:44: ${state.nxt}: no state "nxt"; did you mean "next"? (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${(price + 1}"}}"#,
            #"c.handlers.json:3:48: ${(price + 1}: expected ')' (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${done ? 1}"}}"#,
            #"c.handlers.json:3:46: ${done ? 1}: expected ':' (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${id ? 1 : 2}"}}"#,
            #"c.handlers.json:3:38: ${id ? 1 : 2}: '?' takes booleans, got number (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${done and id == 1 ? 1 : 2}"}}"#,
            #"c.handlers.json:3:43: ${done and id == 1 ? 1 : 2}: expected an operator or the end, got a name; '&&' is and (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${id > title ? 1 : 2}"}}"#,
            #"c.handlers.json:3:41: ${id > title ? 1 : 2}: '>' compares two numbers or two strings, got number and string (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${!id ? 1 : 2}"}}"#,
            #"c.handlers.json:3:39: ${!id ? 1 : 2}: '!' takes booleans, got number (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"text": "${lines[0].skus}"}}"#,
            #"c.handlers.json:3:46: ${lines[0].skus}: no member "skus"; did you mean "sku"? (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${tags[title]}"}}"#,
            #"c.handlers.json:3:42: ${tags[title]}: an array takes an integer, got string (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${title[0]}"}}"#,
            #"c.handlers.json:3:43: ${title[0]}: expected an array, got string (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${tags.first}"}}"#,
            #"c.handlers.json:3:42: ${tags.first}: expected an object with "first", got array (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"total": "${lenght(tags)}"}}"#,
            #"c.handlers.json:3:38: ${lenght(tags)}: no function "lenght"; did you mean "length"? (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${length}"}}"#,
            #"c.handlers.json:3:38: ${length}: no param "length"; the function is called as length(…) (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${length(id)}"}}"#,
            #"c.handlers.json:3:45: ${length(id)}: length takes a string, an array or an object, got number (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${max()}"}}"#,
            #"c.handlers.json:3:38: ${max()}: max takes at least one argument, got none (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"lines": "${filter(lines, \"sku\")}"}}"#,
            #"c.handlers.json:3:38: ${filter(lines, "sku")}: filter takes 3 arguments, got 2, as in filter(list, "key", value) (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"lines": "${filter(lines, \"skew\", title)}"}}"#,
            #"c.handlers.json:3:52: ${filter(lines, "skew", title)}: no member "skew" (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"lines": "${filter(lines, sku, title)}"}}"#,
            #"c.handlers.json:3:52: ${filter(lines, sku, title)}: no param "sku"; the name of a member stands in quotes: "sku" (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"lines": "${filter(title, \"sku\", title)}"}}"#,
            #"c.handlers.json:3:45: ${filter(title, "sku", title)}: filter takes an array first, got string (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"lines": "${find(state.things, \"id\", id)[0]}"}}"#,
            #"c.handlers.json:3:69: ${find(state.things, "id", id)[0]}: expected an array, got object (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"text": "${find(state.things, \"id\", id).title * 2}"}}"#,
            #"c.handlers.json:3:74: ${find(state.things, "id", id).title * 2}: '*' takes numbers, got string (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "${join(tags)}"}}"#,
            #"c.handlers.json:3:37: ${join(tags)}: join takes 2 arguments, got 1, as in join(list, separator) (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"lines": "${split(tags, \",\")}"}}"#,
            #"c.handlers.json:3:44: ${split(tags, ",")}: split takes a string first, got array (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"total": "${number(price)}"}}"#,
            #"c.handlers.json:3:45: ${number(price)}: number takes a string, got number (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${sum(lines, 1)}"}}"#,
            #"c.handlers.json:3:49: ${sum(lines, 1)}: sum takes a string second, got number (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"lines": "${[1, 2}"}}"#,
            #"c.handlers.json:3:43: ${[1, 2}: expected ',' or ']' (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"lines": "${append(tags)}"}}"#,
            #"c.handlers.json:3:38: ${append(tags)}: append takes 2 arguments, got 1, as in append(list, value) (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"text": "${contains(title, id) ? \"a\" : \"b\"}"}}"#,
            #"c.handlers.json:3:53: ${contains(title, id) ? "a" : "b"}: contains looks for a string in a string, got number (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"total": "${merge(title, lines)}"}}"#,
            #"c.handlers.json:3:44: ${merge(title, lines)}: merge takes an object first, got string (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${{sku: 1}}"}}"#,
            #"c.handlers.json:3:39: ${{sku: 1}}: expected a name in quotes (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"text": "${title"}}"#,
            #"c.handlers.json:3:42: ${title: expected '}' (at /handlers/order/result/text)"#
        ),
    ])
    func `A mistake in an expression is found at load`(rule: String, expected: String) throws {
        #expect(try diagnostics(rule) == expected)
    }

    @Test(arguments: [
        (
            #"{"result": {"total": "${done}"}}"#,
            #"c.handlers.json:3:35: the result breaks the contract: expected number, and the expression gives boolean (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"total": "${title ?? \"none\"}"}}"#,
            #"c.handlers.json:3:35: the result breaks the contract: expected number, and the expression gives string (at /handlers/order/result/total)"#
        ),
        (
            #"{"result": {"lines": "${length(lines)}"}}"#,
            #"c.handlers.json:3:35: the result breaks the contract: expected array, and the expression gives number (at /handlers/order/result/lines)"#
        ),
        (
            #"{"result": {"totl": "${price}"}}"#,
            #"c.handlers.json:3:34: the result breaks the contract: unknown property "totl"; did you mean "total"? (at /handlers/order/result/totl)"#
        ),
        (
            #"{"result": {"text": "{{title}}"}}"#,
            #"c.handlers.json:3:35: warning: "{{title}}" stays as it is; a value is put in as ${title} (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "Hello {title}, {params.id}"}}"#,
            #"""
            c.handlers.json:3:41: warning: "{title}" stays as it is; a value is put in as ${title} (at /handlers/order/result/text)
            c.handlers.json:3:50: warning: "{params.id}" stays as it is; a value is put in as ${params.id} (at /handlers/order/result/text)
            """#
        ),
        (
            #"{"result": {"text": "It costs $price"}}"#,
            #"c.handlers.json:3:44: warning: "$price" stays as it is; a value is put in as ${price} (at /handlers/order/result/text)"#
        ),
        (
            #"{"result": {"text": "next is {{ state.next }}"}}"#,
            #"c.handlers.json:3:43: warning: "{{ state.next }}" stays as it is; a value is put in as ${state.next} (at /handlers/order/result/text)"#
        ),
        (
            #"{"error": {"code": -1, "message": "no {id}", "data": "${ids}"}}"#,
            #"""
            c.handlers.json:3:52: warning: "{id}" stays as it is; a value is put in as ${id} (at /handlers/order/error/message)
            c.handlers.json:3:70: ${ids}: no param "ids"; did you mean "id"? (at /handlers/order/error/data)
            """#
        ),
    ])
    func `A result that cannot fit, or that another tool would fill in, is found at load`(
        rule: String, expected: String
    ) throws {
        #expect(try diagnostics(rule) == expected)
    }

    @Test(arguments: [
        (
            #"{"when": {"if": "done"}, "result": {}}"#,
            #"c.handlers.json:3:30: expected one ${…} that gives a boolean, got "done" (at /handlers/order/when/if)"#
        ),
        (
            #"{"when": {"if": "${done} && ${done}"}, "result": {}}"#,
            #"c.handlers.json:3:30: expected one ${…} that gives a boolean, got "${done} && ${done}" (at /handlers/order/when/if)"#
        ),
        (
            #"{"when": {"if": "${length(tags)}"}, "result": {}}"#,
            #"c.handlers.json:3:30: expected a boolean, and the expression gives number (at /handlers/order/when/if)"#
        ),
        (
            #"{"when": {"if": "${find(state.things, \"id\", id)}"}, "result": {}}"#,
            #"c.handlers.json:3:30: expected a boolean, and the expression gives object (at /handlers/order/when/if)"#
        ),
        (
            #"{"when": {"if": true}, "result": {}}"#,
            #"c.handlers.json:3:30: expected string, got boolean true (at /handlers/order/when/if)"#
        ),
        (
            #"{"when": {"iff": "${done}"}, "result": {}}"#,
            #"c.handlers.json:3:31: unknown property "iff"; did you mean "if"? (at /handlers/order/when/iff)"#
        ),
        (
            ##"{"when": {"schema": {"$ref": "#/$defs/lime"}}, "result": {}}"##,
            ##"c.handlers.json:3:43: $ref "#/$defs/lime" leads nowhere: there is nothing at "/$defs/lime" (at /handlers/order/when/schema/$ref)"##
        ),
        (
            #"{"when": {"state": {"nxt": 1}}, "result": {}}"#,
            #"c.handlers.json:3:41: no "nxt" in "state"; did you mean "next"? (at /handlers/order/when/state/nxt)"#
        ),
        (
            #"[{"when": {"if": "${done}"}, "result": {}}, {"result": {}}, {"when": {"if": "${!done}"}, "result": {}}]"#,
            #"c.handlers.json:3:74: warning: this rule is never reached: rule 1 answers every call (at /handlers/order/2)"#
        ),
    ])
    func `A mistake in a condition is found at load`(rule: String, expected: String) throws {
        #expect(try diagnostics(rule) == expected)
    }

    @Test(arguments: [
        (
            #"{"result": {}, "set": {"nxt": 2}}"#,
            #"c.handlers.json:3:44: no "nxt" in "state"; did you mean "next"? (at /handlers/order/set/nxt)"#
        ),
        (
            #"{"result": {}, "set": {"next": {"$inc": "x"}}}"#,
            #"c.handlers.json:3:54: expected one ${…} that gives a number, got "x" (at /handlers/order/set/next/$inc)"#
        ),
        (
            #"{"result": {}, "set": {"next": {"$inc": "${title}"}}}"#,
            #"c.handlers.json:3:54: expected a number, and the expression gives string (at /handlers/order/set/next/$inc)"#
        ),
        (
            #"{"result": {}, "set": {"next": {"$inc": [1]}}}"#,
            #"c.handlers.json:3:54: expected a number or one ${…} that gives a number, got [1] (at /handlers/order/set/next/$inc)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$inc": 1}}}"#,
            #"c.handlers.json:3:47: $inc works on a number, and "things" begins as array (at /handlers/order/set/things)"#
        ),
        (
            #"{"result": {}, "set": {"next": {"$push": 1}}}"#,
            #"c.handlers.json:3:45: $push works on an array, and "next" begins as number (at /handlers/order/set/next)"#
        ),
        (
            #"{"result": {}, "set": {"log": {"$psuh": 1}}}"#,
            #"c.handlers.json:3:54: no operator $psuh; did you mean "$push"? (at /handlers/order/set/log/$psuh)"#
        ),
        (
            #"{"result": {}, "set": {"log": {"$append": 1}}}"#,
            #"c.handlers.json:3:56: warning: no operator $append; the value is taken as it stands. Operators are $inc, $push, $pull, $patch, $put, $delete (at /handlers/order/set/log/$append)"#
        ),
        (
            #"{"result": {}, "set": {"log": {"$push": 1, "$pull": {"id": 1}}}}"#,
            #"c.handlers.json:3:44: $push stands alone, and "$pull" stands beside it (at /handlers/order/set/log)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$pull": "${id}"}}}"#,
            #"c.handlers.json:3:57: expected an object of members, got "${id}" (at /handlers/order/set/things/$pull)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$pull": {}}}}"#,
            #"c.handlers.json:3:57: expected an object of members, got {} (at /handlers/order/set/things/$pull)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$patch": {"where": {"id": "${id}"}}}}}"#,
            #"c.handlers.json:3:58: expected {"where": …, "with": …} (at /handlers/order/set/things/$patch)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$patch": {"when": {"id": 1}, "with": {"done": true}}}}}"#,
            #"c.handlers.json:3:67: unknown property "when"; expected {"where": …, "with": …} (at /handlers/order/set/things/$patch/when)"#
        ),
        (
            #"{"result": {}, "set": {"things": {"$put": {"key": "x", "value": 1}}}}"#,
            #"c.handlers.json:3:47: $put works on an object, and "things" begins as array (at /handlers/order/set/things)"#
        ),
        (
            #"{"result": {}, "set": {"byName": {"$put": {"key": "${id}", "value": 1}}}}"#,
            #"c.handlers.json:3:64: expected a name, and the expression gives number (at /handlers/order/set/byName/$put/key)"#
        ),
        (
            #"{"result": {}, "set": {"byName": {"$put": {"key": 1, "value": 1}}}}"#,
            #"c.handlers.json:3:64: expected the name of a member, got 1 (at /handlers/order/set/byName/$put/key)"#
        ),
        (
            #"{"result": {}, "set": {"byName": {"$delete": ["tea"]}}}"#,
            #"c.handlers.json:3:59: expected the name of a member, got ["tea"] (at /handlers/order/set/byName/$delete)"#
        ),
        (
            #"{"result": {}, "set": {"next": "${title}"}}"#,
            #"c.handlers.json:3:45: warning: "next" begins as number, which expressions are checked by, and becomes string here (at /handlers/order/set/next)"#
        ),
    ])
    func `A mistake in an update of the state is found at load`(rule: String, expected: String) throws {
        #expect(try diagnostics(rule) == expected)
    }

    @Test(arguments: [
        (
            #"{"result": {}, "delayMs": "50"}"#,
            #"c.handlers.json:3:40: expected one ${…} that gives a number, got "50" (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {}, "delayMs": "${title}"}"#,
            #"c.handlers.json:3:40: expected a number, and the expression gives string (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {}, "delayMs": "${price} ms"}"#,
            #"c.handlers.json:3:40: expected one ${…} that gives a number, got "${price} ms" (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {}, "delayMs": 7200000}"#,
            #"c.handlers.json:3:40: expected at most 3600000, got 7200000 (at /handlers/order/delayMs)"#
        ),
        (
            #"{"result": {}, "delayMs": [200, 50]}"#,
            #"c.handlers.json:3:40: expected the least number first (at /handlers/order/delayMs)"#
        ),
    ])
    func `A mistake in a delay is found at load`(rule: String, expected: String) throws {
        #expect(try diagnostics(rule) == expected)
    }

}
