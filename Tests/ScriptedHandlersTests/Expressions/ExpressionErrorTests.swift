import ClamatorKit
import ServiceSupport
import Testing

// For `Expression`, which is internal.
@testable import ScriptedHandlers

@Suite struct ExpressionErrorTests {
    private static let schema = #"""
        {"type": "object", "properties": {
           "a": {"type": "number"}, "count": {"type": "integer"}, "name": {"type": "string"}, "yes": {"type": "boolean"},
           "either": {"type": ["string", "number"]}, "any": true, "params": {"type": "string"},
           "order": {"type": "object", "additionalProperties": false, "properties": {
             "id": {"type": "string"},
             "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
             "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": false}}},
           "shape": {"oneOf": [{"$ref": "#/$defs/circle"}, {"$ref": "#/$defs/square"}]},
           "tagged": {"type": "object", "unevaluatedProperties": false, "properties": {"tag": {"type": "string"}},
             "anyOf": [{"properties": {"left": {"type": "string"}}}, {"properties": {"right": {"type": "string"}}}]},
           "prices": {"type": "object", "additionalProperties": {"type": "number"}}},
         "additionalProperties": false,
         "$defs": {
           "line": {"type": "object", "properties": {"sku": {"type": "string"}}, "additionalProperties": false},
           "circle": {"type": "object", "properties": {"radius": {"type": "number"}}, "additionalProperties": false},
           "square": {"type": "object", "properties": {"side": {"type": "integer"}}, "additionalProperties": false}}}
        """#

    @Test(arguments: [
        """
        ${}
          ^ expected a value
        """,
        """
        ${a + }
              ^ expected a value
        """,
        """
        ${(a + 1}
                ^ expected ')'
        """,
        """
        ${a + 1)}
               ^ expected an operator or the end, got ')'
        """,
        """
        ${a b}
            ^ expected an operator or the end, got a name
        """,
        """
        ${2 3}
            ^ expected an operator or the end, got a number
        """,
        """
        ${a = 1}
            ^ expected an operator or the end, got '='; '==' compares
        """,
        """
        ${* a}
          ^ expected a value
        """,
        """
        ${name + "abc}
                 ^ the string does not end
        """,
        #"""
        ${"é\q"}
            ^ no such escape sequence
        """#,
        """
        ${1.}
            ^ expected a digit
        """,
        """
        ${1e+}
             ^ expected a digit
        """,
        """
        ${a + 01}
              ^ a number has no leading zeros
        """,
        """
        ${1e99999}
          ^ a number has more than 10000 digits
        """,
        """
        ${1 / 1e-400}
              ^ a number is too small: the double nearest to it is 0
        """,
        """
        ${9007199254740993.5}
          ^ a number has a fraction, and the double nearest to it has none
        """,
        """
        ${order.}
                ^ expected a name
        """,
        """
        ${order.0}
                ^ expected a name
        """,
        """
        ${order.lines[}
                      ^ expected a position from 0 or a name in quotes
        """,
        """
        ${order.lines[-1]}
                      ^ expected a position from 0 or a name in quotes
        """,
        """
        ${order.lines[name]}
                      ^ an array takes an integer, got string
        """,
        """
        ${prices[a]}
                 ^ an object takes a name, got number
        """,
        """
        ${name[0]}
               ^ expected an array, got string
        """,
        """
        ${name[count]}
               ^ expected an array or an object, got string
        """,
        """
        ${a === 1}
              ^ expected a value; '==' compares
        """,
        """
        ${yes and yes}
              ^ expected an operator or the end, got a name; '&&' is and
        """,
        """
        ${yes | yes}
              ^ expected an operator or the end, got '|'; '||' is or
        """,
        """
        ${name + 'x'}
                 ^ expected a value; a string has double quotes
        """,
        """
        ${yes ? 1}
                 ^ expected ':'
        """,
        """
        ${a ? 1 : 2}
          ^ '?' takes booleans, got number
        """,
        """
        ${yes && name}
                 ^ '&&' takes booleans, got string
        """,
        """
        ${count || yes}
          ^ '||' takes booleans, got number
        """,
        """
        ${!name}
           ^ '!' takes booleans, got string
        """,
        """
        ${a < name}
            ^ '<' compares two numbers or two strings, got number and string
        """,
        """
        ${yes >= yes}
              ^ '>=' compares two numbers or two strings, got boolean and boolean
        """,
        """
        ${1 < 2 < 3}
                ^ '<' compares two numbers or two strings, got boolean and number
        """,
        """
        ${absent + 1}
                 ^ '+' adds two numbers or joins two strings, got absent and number
        """,
        """
        ${(yes ? 1 : "x") * name}
                          ^ '*' takes numbers, got string
        """,
        """
        ${[1, 2}
               ^ expected ',' or ']'
        """,
        """
        ${[1, 2].first}
                 ^ expected an object with "first", got array
        """,
        """
        ${{name: 1}}
           ^ expected a name in quotes
        """,
        """
        ${{"n" 1}}
               ^ expected ':'
        """,
        """
        ${{"n": 1, "n": 2}}
                   ^ the name "n" stands here twice
        """,
        """
        ${{"count": 1}.conut}
                       ^ no member "conut"; did you mean "count"?
        """,
        """
        ${find(order.lines, "sku")}
          ^ find takes 3 arguments, got 2, as in find(list, "key", value)
        """,
        """
        ${find(order, "sku", name)}
               ^ find takes an array first, got object
        """,
        """
        ${find(order.lines, sku, name)}
                            ^ no param "sku"; the name of a member stands in quotes: "sku"
        """,
        """
        ${filter(order.lines, "skus", name)}
                              ^ no member "skus"; did you mean "sku"?
        """,
        """
        ${find(order.lines, "sku", name).skus}
                                         ^ no member "skus"; did you mean "sku"?
        """,
        """
        ${match(order.lines, "sku", 7)}
                                    ^ match takes a string third, got number
        """,
        """
        ${merge(order, name)}
                       ^ merge takes an object second, got string
        """,
        """
        ${contains(name, count)}
                         ^ contains looks for a string in a string, got number
        """,
        """
        ${length(state.size)}
                 ^ length takes a string, an array or an object, got number
        """,
        """
        ${state.items[0].title * 2}
                               ^ '*' takes numbers, got string
        """,
        """
        ${sum(state.items, "price") + name}
                                    ^ '+' adds two numbers or joins two strings, got number and string
        """,
        """
        ${(name ?? "x") * 2}
                        ^ '*' takes numbers, got string
        """,
        """
        ${order.lines[0}
                       ^ expected ']'
        """,
        """
        ${order["id}
                ^ the string does not end
        """,
        """
        ${min(1, 2}
                  ^ expected ',' or ')'
        """,
        """
        ${min(1,)}
                ^ expected a value
        """,
        """
        ${mim(1, 2)}
          ^ no function "mim"; did you mean "min"?
        """,
        """
        ${sort(state.items)}
          ^ no function "sort"; write sortBy(list, "key")
        """,
        """
        ${len(name)}
          ^ no function "len"; write length(…)
        """,
        """
        ${if(id, 1, 2)}
          ^ no function "if"; write condition ? a : b
        """,
        """
        ${name.length}
               ^ expected an object with "length", got string; write length(…)
        """,
        """
        ${parms.name}
          ^ no param "parms"; did you mean "params"?
        """,
        """
        ${None}
          ^ no param "None"; write null
        """,
        """
        ${not id}
          ^ expected an operator; '!' is not
        """,
        """
        ${1 <> 2}
             ^ expected a value; '!=' is not equal
        """,
        """
        ${exec("rm")}
          ^ no function "exec"
        """,
        """
        ${1 + sqrt()}
              ^ sqrt takes one argument, got none
        """,
        """
        ${abs(1, 2)}
          ^ abs takes one argument, got 2
        """,
        """
        ${min()}
          ^ min takes at least one argument, got none
        """,
        """
        ${now(1)}
          ^ now takes no argument, got 1
        """,
        """
        ${nam + "!"}
          ^ no param "nam"; did you mean "name"?
        """,
        """
        ${a + zzz}
              ^ no param "zzz"
        """,
        """
        ${now}
          ^ no param "now"; the function is called as now(…)
        """,
        """
        ${params.conut}
                 ^ no param "conut"; did you mean "count"?
        """,
        """
        ${params.params.x}
                        ^ expected an object with "x", got string
        """,
        """
        ${order.line}
                ^ no member "line"; did you mean "lines"?
        """,
        """
        ${order.lines[0].skus}
                         ^ no member "skus"; did you mean "sku"?
        """,
        """
        ${order.lines.sku}
                      ^ expected an object with "sku", got array
        """,
        """
        ${order[0]}
                ^ expected an array, got object
        """,
        """
        ${order.pair[1]}
                     ^ no element 1
        """,
        """
        ${name.first}
               ^ expected an object with "first", got string
        """,
        """
        ${shape.radios}
                ^ no member "radios"; did you mean "radius"?
        """,
        """
        ${state.user}
                ^ no state "user"; did you mean "users"?
        """,
        """
        ${state}
          ^ expected a name of the state, as in state.x; a param "state" is params.state
        """,
        """
        ${state[0]}
          ^ expected a name of the state, as in state.x; a param "state" is params.state
        """,
        """
        ${name + 1}
               ^ '+' adds two numbers or joins two strings, got string and number
        """,
        """
        ${"n: " + count}
                ^ '+' adds two numbers or joins two strings, got string and number
        """,
        """
        ${either + yes}
                 ^ '+' adds two numbers or joins two strings, got number or string and boolean
        """,
        """
        ${a * name}
            ^ '*' takes numbers, got string
        """,
        """
        ${yes - 1}
              ^ '-' takes numbers, got boolean
        """,
        """
        ${2 ^ "2"}
            ^ '^' takes numbers, got string
        """,
        """
        ${-name}
          ^ '-' takes a number, got string
        """,
        """
        ${a + (name + name)}
            ^ '+' adds two numbers or joins two strings, got number and string
        """,
        """
        ${round(name)}
                ^ round takes a number, got string
        """,
        """
        ${max(a, upper(name))}
                 ^ max takes a number, got string
        """,
        """
        ${lower(null)}
                ^ lower takes a string, got null
        """,
        """
        ${length(a)}
                 ^ length takes a string, an array or an object, got number
        """,
        """
        ${shape.side + "x"}
                     ^ '+' adds two numbers or joins two strings, got number and string
        """,
        """
        ${prices.apple + ""}
                       ^ '+' adds two numbers or joins two strings, got number and string
        """,
    ])
    func `A bad expression is refused at load with a caret under the place`(snapshot: String) throws {
        let source = try #require(snapshot.split(separator: "\n").first).dropFirst(2).dropLast()
        let state = #"{"users": [], "size": 1, "items": [{"title": "x", "price": 1.5}, {"title": "y", "price": 2}]}"#
        let inputs = try ExpressionInputs(schema: Self.schema, state: state)
        #expect(try inputs.complaint(String(source)) == snapshot)
    }

    @Test(
        arguments: [
            ("a", TypeSet.number), ("count", .integer), ("count + 1", .integer), ("count - 1 * 2 % 3", .integer),
            ("count + 0.5", .number), ("count / 2", .number), ("count ^ 2", .number), ("a * count", .number),
            ("-count", .integer), ("name + name", .string), ("any", .all), ("any + any", [.string, .number]),
            ("any + count", .number), ("any + name", .string), ("any * 2", .number), ("-either", .number),
            ("either + either", [.string, .number]), ("any.b[3].c", .all), ("state.users", .all), ("params", .object),
            ("order.lines", .array), ("order.lines[7].sku", .string), ("order.pair[0]", .string),
            ("shape.radius", .number), ("shape.side", .integer), ("tagged.tag", .string), ("tagged.left", .all),
            ("prices.apple", .number), ("min(count, 2)", .integer), ("min(count, a)", .number), ("abs(any)", .number),
            ("round(a)", .integer), ("sqrt(count)", .number), ("length(any)", .integer), ("upper(name)", .string),
            ("now()", .string), ("uuid()", .string), ("null", .null), ("true", .boolean), ("1.5", .number),
            ("1e3", .integer), ("params.params", .string),
            ("a == name", .boolean), ("a < count && yes", .boolean), ("!yes", .boolean),
            ("yes ? a : name", [.number, .string]),
            ("yes ? count : null", [.integer, .null]), ("null ?? count", .integer),
            ("any ?? name", TypeSet.all.subtracting(.null)),
            ("absent ?? 1", .integer), ("absent", []), ("[a]", .array), ("[a][count]", .number),
            (#"{"k": a}.k"#, .number),
            ("order.lines[count].sku", .string), ("prices[name]", .all),
            (#"find(order.lines, "sku", name).sku"#, .string),
            (#"filter(order.lines, "sku", name)[0].sku"#, .string), (#"indexOf(order.lines, "sku", 1)"#, .integer),
            (#"sum(any, "k")"#, .number), ("keys(prices)[0]", .string), ("values(prices)", .array),
            (#"split(name, "-")[0]"#, .string), ("number(name)", .number), ("string(a)", .string),
            ("merge(prices, order)", .object), ("contains(name, name)", .boolean),
        ] as [(String, TypeSet)])
    func `An expression is typed as far as the schema says`(source: String, expected: TypeSet) throws {
        let inputs = try ExpressionInputs(schema: Self.schema, state: #"{"users": []}"#)
        #expect(try inputs.read(source).types == expected)
    }

    @Test func `Without a schema every path is possible`() throws {
        #expect(try ExpressionInputs().read("a.b[0] + c").types == [.string, .number])
    }

    @Test func `Where the service has no state, a name of it says so`() throws {
        #expect(
            try ExpressionInputs().complaint("state.user")
                == "${state.user}\n        ^ no state \"user\"; the service has no state")
    }

    @Test func `A long expression is shown around the place`() throws {
        let source = String(repeating: "a + ", count: 40) + "* 2" + String(repeating: " + a", count: 40)
        let lines = try #require(try ExpressionInputs().complaint(source)).split(separator: "\n")
        #expect(lines[0].count == 74)
        #expect(lines[0].hasPrefix("…") && lines[0].hasSuffix("…"))
        let column = lines[1].prefix { $0 == " " }.count
        #expect(lines[0].dropFirst(column).first == "*")
    }

    @Test func `Line breaks in an expression are shown as spaces`() throws {
        #expect(try ExpressionInputs().complaint("a\n+\u{1B}") == "${a + }\n     ^ expected a value")
    }
}
