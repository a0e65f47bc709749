import ClamatorJSON
import ClamatorKit
import ContractTesting
import Testing

@Suite struct ContractComparisonTests {
    @Test func `A contract is compatible with itself`() {
        #expect(ContractComparison([], []).verdict == .compatible)
    }
}
