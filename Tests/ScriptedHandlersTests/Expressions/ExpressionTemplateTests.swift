import ClamatorKit
// For `Template` and `ExpressionError`, which are internal.
@testable import ScriptedHandlers
import Testing

@Suite struct ExpressionTemplateTests {
    private static let params = #"""
        {"a": 7, "x": 1.50, "big": 12345678901234567890, "name": "Zoë \"Z\"\n", "none": null,
         "list": [1, "two"], "user": {"id": 3}}
        """#

    @Test(arguments: [
        (#""plain""#, #""plain""#), (#"{"a":[1,true,null,"x"]}"#, #"{"a":[1,true,null,"x"]}"#),
        (#""${a}""#, "7"), (#""${x}""#, "1.50"), (#""${big}""#, "12345678901234567890"), (#""${none}""#, "null"),
        (#""${list}""#, #"[1, "two"]"#), (#""${a / 2}""#, "3.5"), (#""${\"}\"}""#, #""}""#),
        (#""${name}""#, #""Zoë \"Z\"\n""#), (#""<${name}>""#, #""<Zoë \"Z\"\n>""#),
        (#""a=${a} x=${x} 2x=${x*2} big=${big}""#, #""a=7 x=1.50 2x=3 big=12345678901234567890""#),
        (#""${none}/${true}/${list}/${1e21}""#, #""null/true/[1, \"two\"]/1e+21""#),
        (#""${a}${a}""#, #""77""#), (#"" ${a}""#, #"" 7""#), (#""${\"\\\"\"}!""#, #""\"!""#),
        (#""$${a}""#, #""${a}""#), (#""$$${a}""#, #""$${a}""#), (#""$${${a}""#, #""${7""#),
        (#""$ $a {a} }""#, #""$ $a {a} }""#),
        (
            #"{"sum":"${a+1}","list":["${a-1}","${a*1.5}",{"k":"${length(list)}"}],"t":true}"#,
            #"{"sum":8,"list":[6,10.5,{"k":2}],"t":true}"#
        ),
        (#"{"${a}":"${state.n + a}"}"#, #"{"${a}":12}"#), (#""{\u0301 ${a} \" \\""#, #""{́ 7 \" \\""#),
        (#""${user.missing}""#, "${user.missing}\n       ^ \"missing\" is absent"),
    ])
    func `A template is filled with the values of its expressions`(template: String, expected: String) throws {
        #expect(try ExpressionInputs(params: Self.params, state: #"{"n": 5}"#).filled(template) == expected)
    }

    @Test func `A template without expressions is a constant, and an escaped one is no expression`() throws {
        let params = try Schema(true).root
        let plain = Template(["a": "$${x}", "b": 1], params: params) { Issue.record("\($1)") }
        #expect(plain.constant == ["a": "${x}", "b": 1])
        #expect(plain.placeholders.isEmpty)
        #expect(Template("${1}", params: params) { Issue.record("\($1)") }.constant == nil)
    }

    @Test func `The placeholders tell where expressions stand, and what they can come to`() throws {
        let params = try Schema(["properties": ["n": ["type": "integer"]]]).root
        let template = Template(
            ["a": ["${n}", "x", "n: ${n}"], "b": ["c": "${n / 2}"], "d": "$${n}", "e": "${n} "], params: params
        ) { Issue.record("\($1)") }
        #expect(template.placeholders.map(\.path.tokens) == [["a", "0"], ["a", "2"], ["b", "c"], ["e"]])
        #expect(template.placeholders.map(\.types) == [.integer, .string, .number, .string])
    }

    @Test(arguments: [
        (#"{"a": "${b + }"}"#, 1, 14, "${b + }\n      ^ expected a value"),
        (#"{"a": "sum: ${b"}"#, 1, 16, "${b\n   ^ expected '}'"),
        (#"{"a": "${"}"#, 1, 10, "${\n  ^ expected a value"),
        (#"{"a": "${\"x}"}"#, 1, 10, "${\"x}\n  ^ the string does not end"),
        (#"{"a": "\u00e9\n😀\ud83d\ude00 ${b +* c}"}"#, 1, 35, "${b +* c}\n     ^ expected a value"),
        ("{\n  \"a\": \"${b} ${1 +}\"}", 2, 19, "${1 +}\n     ^ expected a value"),
    ])
    func `A bad expression is reported with the string it stands in and its place in the file`(
        text: String, line: Int, column: Int, caret: String
    ) throws {
        var reported: [(path: [ExactString], error: ExpressionError)] = []
        let value = try JSON(parsing: text)
        _ = Template(value, params: try Schema(true).root) { reported.append(($0.tokens, $1)) }
        #expect(reported.map(\.path) == [["a"]])
        let error = try #require(reported.first?.error)
        #expect(error.caret == caret)
        let offset = try #require(error.fileOffset)
        let position = TextPositions(of: value)[offset]
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func `Each string's first bad expression is reported`() throws {
        var paths: [[ExactString]] = []
        _ = Template(["a": "${(} ${)}", "b": ["${1}", "${*}"]], params: try Schema(true).root) { path, _ in
            paths.append(path.tokens)
        }
        #expect(paths == [["a"], ["b", "1"]])
    }
}
