import ClamatorKit

/// The path from a value to one inside it. Paths share what they have in common, so that a walk makes one in constant
/// time.
indirect enum TemplatePath: Sendable {
    case root
    case member(TemplatePath, ExactString)
    case element(TemplatePath, Int)

    /// The names and positions on the path, from the outermost.
    var tokens: [ExactString] {
        var tokens: [ExactString] = []
        var path = self
        while true {
            switch path {
            case .root: return tokens.reversed()
            case .member(let outer, let name):
                tokens.append(name)
                path = outer
            case .element(let outer, let position):
                tokens.append(ExactString(position))
                path = outer
            }
        }
    }
}
