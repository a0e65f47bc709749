internal import ClamatorKit
internal import ContractTesting
internal import LineEditing
package import ScriptedHandlers

/// What changes between loaded contracts, for people, for programs and for continuous integration.
package struct ComparedContracts {
    private let comparison: ContractComparison
    private let old: [ContractLoader.Service]
    private let new: [ContractLoader.Service]

    /// Compares loaded contracts.
    package init(_ old: [ContractLoader.Service], _ new: [ContractLoader.Service]) {
        comparison = ContractComparison(old.map(\.contract), new.map(\.contract))
        self.old = old
        self.new = new
    }

    /// Whether something that worked fails.
    package var isBreaking: Bool { comparison.verdict == .breaking }
    /// Whether something that worked may fail, and nothing is known to.
    package var isPossiblyBreaking: Bool { comparison.verdict == .possibly }

    private func changes(onlyBreaking: Bool) -> [ContractChange] {
        comparison.changes.filter { !onlyBreaking || $0.verdict != .compatible }
    }

    // MARK: JSON

    /// The verdict and the changes as JSON on one line; those alone that break something, or may, where that is asked
    /// for.
    package func json(onlyBreaking: Bool) -> String {
        let changes = changes(onlyBreaking: onlyBreaking).map(\.json)
        let value: JSON = ["verdict": JSON(comparison.verdict.rawValue), "changes": JSON(changes)]
        return value.description
    }

    // MARK: Text

    /// The changes, a few lines each, and a summary.
    package func text(onlyBreaking: Bool, _ paint: Palette) -> String {
        let changes = changes(onlyBreaking: onlyBreaking)
        let lines = changes.flatMap { change -> [String] in
            let description = ComparedChange(change, position: position(of: change))
            let label = description.label.padded(to: ComparedChange.labelWidth)
            let first = paint(description.role, label) + paint(.name, description.subject)
            return [first.ansi + ": " + description.headline] + description.details.map { "    " + $0 }
        }
        return (lines + [summary]).joined(separator: "\n")
    }

    /// How many changes of each kind there are.
    private var summary: String {
        func count(_ verdict: ComparisonVerdict) -> Int { comparison.changes.count { $0.verdict == verdict } }
        let counts = [
            ("breaking", count(.breaking)), ("possibly breaking", count(.possibly)), ("compatible", count(.compatible)),
        ].filter { $0.1 > 0 }
        let total = comparison.changes.count
        if total == 0 { return "no changes" }
        return "\(total) change\(total == 1 ? "" : "s"): " + counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }

    /// `file:line:column` of the rule; nil where the contract was made of a file in another format.
    private func position(of change: ContractChange) -> String? {
        guard let location = change.location else { return nil }
        let services = change.locatedIn == .old ? old : new
        for service in services where service.isNativeJSON {
            guard service.contract.service.utf8.elementsEqual(change.service.utf8),
                let value = service.source[location]
            else { continue }
            let position = value.position
            return "\(service.file):\(position.line):\(position.column)"
        }
        return nil
    }

    // MARK: JUnit

    /// The methods as test cases of a suite for each service. Those fail that break something, or may.
    package var junit: String {
        var suites = ""
        var (tests, failures) = (0, 0)
        for (service, cases) in testCases {
            let failed = cases.count { !$0.reasons.isEmpty }
            tests += cases.count
            failures += failed
            let name = JUnitText.escape(service)
            suites += "  <testsuite name=\"\(name)\" tests=\"\(cases.count)\" failures=\"\(failed)\">\n"
            for (method, reasons) in cases {
                suites += JUnitText.testCase(method, of: service, failures: reasons.isEmpty ? [] : [reasons])
            }
            suites += "  </testsuite>\n"
        }
        return JUnitText.head + "<testsuites name=\"clamator-repl diff\" tests=\"\(tests)\" failures=\"\(failures)\">\n"
            + suites + "</testsuites>\n"
    }

    /// The methods of each service, with why each fails.
    private var testCases: [(service: String, cases: [(method: String, reasons: String)])] {
        var services: [(service: String, cases: [(method: String, reasons: String)])] = []
        var indices: [ExactString: Int] = [:]
        func add(_ method: String, _ reasons: String, to service: String) {
            let index = indices[ExactString(service)] ?? services.count
            indices[ExactString(service)] = index
            if index == services.count { services.append((service, [])) }
            services[index].cases.append((method, reasons))
        }
        let byMethod = Dictionary(grouping: comparison.changes.filter { $0.verdict != .compatible }) {
            ExactString($0.fullName)
        }
        var known: Set<ExactString> = []
        for (service, method) in comparison.methods + comparison.changes.map({ ($0.service, $0.fullName) }) {
            let name = ExactString(method)
            let changes = byMethod[name] ?? []
            let isCompared = comparison.methods.contains { $0.fullName.utf8.elementsEqual(method.utf8) }
            guard isCompared || !changes.isEmpty, known.insert(name).inserted else { continue }
            let reasons = changes.map { change in
                let description = ComparedChange(change, position: position(of: change))
                return "\(description.label): \(description.subject): \(description.headline)"
                    + description.details.map { "\n    " + $0 }.joined()
            }
            add(method, reasons.joined(separator: "\n"), to: service)
        }
        return services
    }
}

extension ContractLoader.Service {
    /// Whether the contract stands in its file as it is, so that its values have positions there.
    fileprivate var isNativeJSON: Bool {
        FileFormat(ofFile: file) == .json && (origin[ExactString(file)]?.isSameValue(as: source) ?? false)
    }
}
