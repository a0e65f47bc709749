import ClamatorKit

/// Answers the calls. The compiler asks for a method for each of the contract's.
public actor Calculator: ArithService {
    /// Makes one.
    public init() {}

    /// Adds.
    public func add(_ params: Arith.AddParams) -> Arith.AddResult { .init(sum: params.a + params.b) }

    /// Divides; by zero is an error that the contract declares.
    public func divide(_ params: Arith.DivideParams) throws -> Arith.DivideResult {
        if params.b == 0 { throw Arith.Errors.divisionByZero }
        return .init(quotient: params.a / params.b)
    }
}
