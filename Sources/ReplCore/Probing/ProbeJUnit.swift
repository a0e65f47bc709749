internal import ClamatorKit
internal import ContractTesting

extension ProbeOutcome {
    /// What was found as test cases, in the XML that CI systems read: a suite for each service, a case for each method
    /// and kind of call, and in it a failure for each finding; a case that is skipped for each
    /// method that was not tried.
    public func junit(_ invocation: ProbeInvocation) -> String {
        var services: [String] = []
        for tried in results.tried where services.last.map({ ExactString($0) }) != ExactString(tried.service) {
            services.append(tried.service)
        }
        let suites = services.map { suite($0, invocation) }
        let total = suites.reduce((tests: 0, failures: 0)) { ($0.tests + $1.tests, $0.failures + $1.failures) }
        let seconds = JUnitText.decimal(Double(results.duration.nanoseconds) / 1e9)
        return JUnitText.head
            + "<testsuites tests=\"\(total.tests)\" failures=\"\(total.failures)\" errors=\"0\" time=\"\(seconds)\">\n"
            + suites.map(\.text).joined() + "</testsuites>\n"
    }

    private func suite(
        _ service: String, _ invocation: ProbeInvocation
    ) -> (text: String, tests: Int, failures: Int) {
        let methods = MethodTable(results)
        let reproduction = ProbeReproduction(invocation)
        var (cases, tests, failed, skipped) = ("", 0, 0, 0)
        var duration = Duration.zero
        for tried in results.tried where ExactString(tried.service) == ExactString(service) {
            duration += tried.duration
            let name = tried.method?.fullName(in: service) ?? service
            if let omission = tried.omission {
                cases += JUnitText.testCase(Printable.excerpt(name), of: service, skipped: omission)
                tests += 1
                skipped += 1
            }
            let kinds = ProbeCall.Kind.allCases.filter { tried.calls[$0, default: 0] > 0 }
            for kind in kinds {
                let findings = tried.findings.filter { $0.call.kind == kind }
                let failures = findings.map { finding in
                    ProbeSentence(finding, invocation.timeout).text + "\n"
                        + reproduction.text(finding) { methods.method(of: $0) }
                        + (finding.isUnsteady ? "\n" + ProbeSentence.unsteady : "")
                }
                let share = Double(tried.duration.nanoseconds) / 1e9 / Double(kinds.count)
                cases += JUnitText.testCase(
                    "\(Printable.excerpt(name)) \(kind.rawValue)", of: service, seconds: share, failures: failures)
                tests += 1
                failed += failures.isEmpty ? 0 : 1
            }
        }
        let seconds = JUnitText.decimal(Double(duration.nanoseconds) / 1e9)
        let head =
            "  <testsuite name=\"\(service)\" tests=\"\(tests)\" failures=\"\(failed)\" errors=\"0\""
            + " skipped=\"\(skipped)\" time=\"\(seconds)\">\n"
        return (head + cases + "  </testsuite>\n", tests, failed)
    }
}
