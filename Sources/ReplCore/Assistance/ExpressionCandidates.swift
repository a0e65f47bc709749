internal import ClamatorKit
internal import LineEditing
internal import ScriptedHandlers

/// What can stand at the end of an expression in a rule: params, the state, functions, literals.
struct ExpressionCandidates {
    let method: ServiceCatalogue.NamedMethod
    let work: TypingWork

    /// More names of the state are not offered.
    private static let mostNames = 100

    /// The names that can stand behind others, each of which has a dot behind it.
    func candidates(behind path: [ExactString]) -> [Candidate] {
        switch path.first {
        case nil: params(in: []).filter { !Self.reserved.contains($0.text) } + words
        case "state": state(in: path.dropFirst())
        case "params": params(in: path.dropFirst())
        default: params(in: path[...])
        }
    }

    /// Params of these names are reached behind `params.` alone.
    private static let reserved = ["params", "state", "true", "false", "null", "absent"]

    private var words: [Candidate] {
        let state = method.service.scripts.stateNames.isEmpty ? [] : [Candidate("state", suffix: ".")]
        return state + [Candidate("params", suffix: ".")]
            + OpenExpression.words.map { Candidate($0.text, suffix: $0.form.isEmpty ? "" : "(", type: $0.form) }
    }

    private func params(in path: ArraySlice<ExactString>) -> [Candidate] {
        let whole = Expectation([method.method.params.root], work)
        return path.reduce(whole) { $0.member($1, given: []) }.members().filter { OpenExpression.isName($0.name) }.map {
            member in
            Candidate(
                member.name.string, type: Printable.escape(member.signature), detail: member.explanation,
                style: member.isRequired ? .plain : .dim)
        }
    }

    private func state(in path: ArraySlice<ExactString>) -> [Candidate] {
        let scripts = method.service.scripts
        var names = scripts.stateNames
        if let first = path.first {
            let value = scripts.state.first { $0.name == first }?.value
            names = path.dropFirst().reduce(value) { $0?[$1] }?.members.map(\.name) ?? []
        }
        return names.prefix(Self.mostNames).filter(OpenExpression.isName).map { Candidate($0.string) }
    }
}
