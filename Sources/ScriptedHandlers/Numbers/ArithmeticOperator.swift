/// What expressions and builtins calculate with two numbers.
enum ArithmeticOperator: Unicode.Scalar, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case modulo = "%"
    case power = "^"
}
